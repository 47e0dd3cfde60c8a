import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { OrderModule } from '../order/order.module.js';
import { CheckoutController } from './checkout.controller.js';
import { CheckoutRepository } from './checkout.repository.js';
import { CheckoutService } from './checkout.service.js';
import { ShippingQuotes } from './shipping-quotes.js';

@Module({
  imports: [CatalogueModule, OrderModule],
  controllers: [CheckoutController],
  providers: [CheckoutService, CheckoutRepository, ShippingQuotes],
})
export class CheckoutModule {}
