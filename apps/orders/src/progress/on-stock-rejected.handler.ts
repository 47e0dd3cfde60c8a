import type { EventOf, Shortage } from '@breakwater/contracts';
import { type EventHandler, EventPublisher, OnEvent } from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import type { Order } from '../order/order.entity.js';
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
    const reason = 'insufficient-stock' as const;
    const { outcome, order } = await this.orders.take(tx, 'reject', orderId, { reason, shortages });
    if (outcome !== 'moved') {
      this.logger.info({ orderId, status: order.status, outcome }, 'late stock.rejected changes nothing');
      return;
    }
    await this.publisher.append(tx, {
      type: 'order.rejected',
      aggregateId: orderId,
      aggregateVersion: order.version,
      // Inventory tells SKUs; the customer ordered names.
      payload: { orderId, customer: customerOf(order), reason, shortages: shortages.map(withNameFrom(order)) },
    });
    this.transactions.afterCommit(tx, () =>
      this.logger.info({ orderId, shortages: shortages.length }, 'order rejected'),
    );
  }
}

const withNameFrom =
  ({ items }: Order) =>
  (shortage: Shortage): Shortage => {
    const name = items.find(({ sku }) => sku === shortage.sku)?.name;
    return name === undefined ? shortage : { ...shortage, name };
  };
