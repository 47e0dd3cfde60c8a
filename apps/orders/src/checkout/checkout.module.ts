import { CacheModule } from '@breakwater/cache';
import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module.js';
import { CheckoutController } from './checkout.controller.js';
import { CheckoutRepository } from './checkout.repository.js';
import { CheckoutService } from './checkout.service.js';
import { LastQuotes } from './last-quotes.js';
import { ShippingQuotes } from './shipping-quotes.js';

@Module({
  imports: [CacheModule, OrderModule],
  controllers: [CheckoutController],
  providers: [CheckoutService, CheckoutRepository, LastQuotes, ShippingQuotes],
})
export class CheckoutModule {}
