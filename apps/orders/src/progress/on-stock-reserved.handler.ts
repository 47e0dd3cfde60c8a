import type { EventOf } from '@breakwater/contracts';
import { type Delivery, type EventDraft, type EventHandler, EventPublisher, OnEvent } from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { snapshotOf } from '../order/order-snapshot.js';
import type { Order } from '../order/order.entity.js';
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
    await this.publisher.append(tx, confirmationOf(order));
    this.transactions.afterCommit(tx, () => this.logger.info({ orderId }, 'order confirmed'));
  }

  async handleMany(deliveries: readonly Delivery<'stock.reserved'>[], tx: EntityManager): Promise<void> {
    const origins = new Map(deliveries.map(({ event, origin }) => [event.payload.orderId, origin]));
    const orders = await this.orders.takeMany(tx, 'confirm', [...origins.keys()]);
    const drafts = orders.map((order) => {
      const origin = origins.get(order.id);
      return origin === undefined ? confirmationOf(order) : { ...confirmationOf(order), origin };
    });
    if (drafts.length > 0) await this.publisher.append(tx, drafts);
    this.transactions.afterCommit(tx, () => {
      const moved = new Set(orders.map(({ id }) => id));
      for (const [orderId, { correlationId }] of origins) {
        const message = moved.has(orderId) ? 'order confirmed' : 'late stock.reserved changes nothing';
        this.logger.info({ orderId, correlationId }, message);
      }
    });
  }
}

const confirmationOf = (order: Order) =>
  ({
    type: 'order.confirmed',
    aggregateId: order.id,
    aggregateVersion: order.version,
    payload: snapshotOf(order),
  }) satisfies EventDraft;
