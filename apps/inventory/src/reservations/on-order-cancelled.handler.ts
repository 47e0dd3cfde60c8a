import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, EventPublisher, OnEvent } from '@breakwater/messaging';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { levelChangedDrafts } from '../stock/stock-level.events.js';
import { ReservationsService } from './reservations.service.js';

/** Version of an order's reservation once its stock has returned. */
const RELEASED = 2;

/** Gives the order's stock back. */
@OnEvent({ queue: 'inventory-orders', type: 'order.cancelled' })
export class OrderCancelledHandler implements EventHandler<'order.cancelled'> {
  constructor(
    private readonly reservations: ReservationsService,
    private readonly publisher: EventPublisher,
    private readonly logger: Logger,
  ) {}

  async handle(event: EventOf<'order.cancelled'>, tx: EntityManager): Promise<void> {
    const { orderId } = event.payload;
    const outcome = await this.reservations.cancel(tx, orderId);
    switch (outcome.kind) {
      case 'released':
        await this.publisher.append(tx, levelChangedDrafts({ id: orderId, version: RELEASED }, outcome.levels));
        this.logger.info({ orderId, products: outcome.levels.length }, 'stock released');
        return;
      case 'cancelled':
        this.logger.info({ orderId }, 'order cancelled before it took stock');
        return;
      case 'unchanged':
        this.logger.info({ orderId, state: outcome.state }, 'late or repeated order.cancelled changes nothing');
    }
  }
}
