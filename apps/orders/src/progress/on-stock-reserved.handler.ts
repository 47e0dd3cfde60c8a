import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, EventPublisher, OnEvent } from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { snapshotOf } from '../order/order-snapshot.js';
import { OrderRepository } from '../order/order.repository.js';

/** The stock is set aside: the order is confirmed, unless it was cancelled meanwhile. */
@OnEvent({ queue: 'orders-progress', type: 'stock.reserved' })
export class OnStockReserved implements EventHandler<'stock.reserved'> {
  constructor(
    private readonly orders: OrderRepository,
    private readonly publisher: EventPublisher,
    private readonly transactions: Transactions,
    private readonly logger: Logger,
  ) {}

  async handle(event: EventOf<'stock.reserved'>, tx: EntityManager): Promise<void> {
    const { orderId } = event.payload;
    const { outcome, order } = await this.orders.take(tx, 'confirm', orderId);
    if (outcome !== 'moved') {
      this.logger.info({ orderId, status: order.status, outcome }, 'late stock.reserved changes nothing');
      return;
    }
    await this.publisher.append(tx, {
      type: 'order.confirmed',
      aggregateId: orderId,
      aggregateVersion: order.version,
      payload: snapshotOf(order),
    });
    this.transactions.afterCommit(tx, () => this.logger.info({ orderId }, 'order confirmed'));
  }
}
