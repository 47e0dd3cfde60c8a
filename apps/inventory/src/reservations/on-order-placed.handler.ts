import type { EventOf } from '@breakwater/contracts';
import { type EventDraft, type EventHandler, EventPublisher, OnEvent } from '@breakwater/messaging';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { levelChangedDrafts } from '../stock/stock-level.events.js';
import { demandOf } from './demand.js';
import { ReservationsService } from './reservations.service.js';

/** Version of an order's reservation once it is decided; giving the stock back makes it the next one. */
const DECIDED = 1;

/** Reserves the whole order or rejects it. */
@OnEvent({ queue: 'inventory-orders', type: 'order.placed' })
export class OrderPlacedHandler implements EventHandler<'order.placed'> {
  constructor(
    private readonly reservations: ReservationsService,
    private readonly publisher: EventPublisher,
    private readonly logger: Logger,
  ) {}

  async handle(event: EventOf<'order.placed'>, tx: EntityManager): Promise<void> {
    const { orderId, lines } = event.payload;
    const outcome = await this.reservations.reserve(tx, orderId, demandOf(lines));
    const aggregate = { aggregateId: orderId, aggregateVersion: DECIDED };
    switch (outcome.kind) {
      case 'reserved': {
        const reserved: EventDraft = { type: 'stock.reserved', ...aggregate, payload: { orderId } };
        await this.publisher.append(tx, [
          reserved,
          ...levelChangedDrafts({ id: orderId, version: DECIDED }, outcome.levels),
        ]);
        this.logger.info({ orderId, products: outcome.levels.length }, 'stock reserved');
        return;
      }
      case 'rejected':
        await this.publisher.append(tx, {
          type: 'stock.rejected',
          ...aggregate,
          payload: { orderId, shortages: outcome.shortages },
        });
        this.logger.info({ orderId, shortages: outcome.shortages.length }, 'stock rejected');
        return;
      case 'unchanged':
        this.logger.info({ orderId, state: outcome.state }, 'late or repeated order.placed changes nothing');
    }
  }
}
