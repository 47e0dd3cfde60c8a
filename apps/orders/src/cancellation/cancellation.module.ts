import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module.js';
import { CancellationController } from './cancellation.controller.js';
import { CancellationService } from './cancellation.service.js';

@Module({
  imports: [OrderModule],
  controllers: [CancellationController],
  providers: [CancellationService],
})
export class CancellationModule {}
