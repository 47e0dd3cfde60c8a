import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module.js';
import { AdminOrdersController } from './admin-orders.controller.js';
import { HistoryController } from './history.controller.js';
import { HistoryRepository } from './history.repository.js';
import { HistoryService } from './history.service.js';

@Module({
  imports: [OrderModule],
  controllers: [HistoryController, AdminOrdersController],
  providers: [HistoryService, HistoryRepository],
})
export class HistoryModule {}
