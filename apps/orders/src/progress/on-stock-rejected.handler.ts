import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, EventPublisher, OnEvent } from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { customerOf } from '../order/order-snapshot.js';
import { OrderRepository } from '../order/order.repository.js';

/** Too little stock: the whole order is rejected, unless it was cancelled meanwhile. */
@OnEvent({ queue: 'orders-progress', type: 'stock.rejected' })
export class OnStockRejected implements EventHandler<'stock.rejected'> {
  constructor(
    private readonly orders: OrderRepository,
    private readonly publisher: EventPublisher,
    private readonly transactions: Transactions,
    private readonly logger: Logger,
  ) {}

  async handle(event: EventOf<'stock.rejected'>, tx: EntityManager): Promise<void> {
    const { orderId, shortages } = event.payload;
    const rejection = { reason: 'insufficient-stock' as const, shortages };
    const { outcome, order } = await this.orders.take(tx, 'reject', orderId, rejection);
    if (outcome !== 'moved') {
      this.logger.info({ orderId, status: order.status, outcome }, 'late stock.rejected changes nothing');
      return;
    }
    await this.publisher.append(tx, {
      type: 'order.rejected',
      aggregateId: orderId,
      aggregateVersion: order.version,
      payload: { orderId, customer: customerOf(order), ...rejection },
    });
    this.transactions.afterCommit(tx, () =>
      this.logger.info({ orderId, shortages: shortages.length }, 'order rejected'),
    );
  }
}
