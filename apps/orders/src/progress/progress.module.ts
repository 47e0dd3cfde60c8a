import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module.js';
import { OnShipmentCostReconciled } from './on-shipment-cost-reconciled.handler.js';
import { OnShipmentCreated } from './on-shipment-created.handler.js';
import { OnStockRejected } from './on-stock-rejected.handler.js';
import { OnStockReserved } from './on-stock-reserved.handler.js';

/** What the other services say about an order. */
@Module({
  imports: [OrderModule],
  providers: [OnStockReserved, OnStockRejected, OnShipmentCreated, OnShipmentCostReconciled],
})
export class ProgressModule {}
