import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, OnEvent } from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { OrderRepository } from '../order/order.repository.js';
import { costDifference } from '../reconciliation/reconciliation.metrics.js';

@OnEvent({ queue: 'orders-progress', type: 'shipment.cost-reconciled' })
export class OnShipmentCostReconciled implements EventHandler<'shipment.cost-reconciled'> {
  constructor(
    private readonly orders: OrderRepository,
    private readonly transactions: Transactions,
    private readonly logger: Logger,
  ) {}

  async handle(event: EventOf<'shipment.cost-reconciled'>, tx: EntityManager): Promise<void> {
    const { orderId, actual, reconciledAt } = event.payload;
    const differencePence = await this.orders.settleShippingCost(tx, orderId, actual, reconciledAt);
    if (differencePence === undefined) {
      this.logger.info({ orderId }, 'late shipment.cost-reconciled changes nothing');
      return;
    }
    this.transactions.afterCommit(tx, () => {
      costDifference.observe(differencePence);
      this.logger.info({ orderId, actual, differencePence }, 'shipping cost reconciled');
    });
  }
}
