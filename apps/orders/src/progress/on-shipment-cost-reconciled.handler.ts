import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, OnEvent } from '@breakwater/messaging';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { OrderRepository } from '../order/order.repository.js';

@OnEvent({ queue: 'orders-progress', type: 'shipment.cost-reconciled' })
export class OnShipmentCostReconciled implements EventHandler<'shipment.cost-reconciled'> {
  constructor(
    private readonly orders: OrderRepository,
    private readonly logger: Logger,
  ) {}

  async handle(event: EventOf<'shipment.cost-reconciled'>, tx: EntityManager): Promise<void> {
    const { orderId, actual, reconciledAt } = event.payload;
    const stored = await this.orders.settleShippingCost(tx, orderId, actual, reconciledAt);
    if (!stored) this.logger.info({ orderId }, 'late shipment.cost-reconciled changes nothing');
  }
}
