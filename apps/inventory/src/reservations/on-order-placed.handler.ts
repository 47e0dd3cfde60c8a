import type { EventOf } from '@breakwater/contracts';
import {
  type Delivery,
  type EventDraft,
  type EventHandler,
  EventPublisher,
  OnEvent,
  type Origin,
} from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { levelChangedDrafts } from '../stock/stock-level.events.js';
import type { Decision } from './decisions.js';
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
    private readonly transactions: Transactions,
    private readonly logger: Logger,
  ) {}

  handle(event: EventOf<'order.placed'>, tx: EntityManager): Promise<void> {
    return this.decide([{ event }], tx);
  }

  /** Their stock is locked at once and in one order, and a level that several of them change is told once. */
  handleMany(deliveries: readonly Delivery<'order.placed'>[], tx: EntityManager): Promise<void> {
    return this.decide(deliveries, tx);
  }

  private async decide(placements: readonly Placement[], tx: EntityManager): Promise<void> {
    const claims = placements.map(({ event: { payload } }) => ({
      orderId: payload.orderId,
      demand: demandOf(payload.lines),
    }));
    const { decisions, levels } = await this.reservations.reserve(tx, claims);
    const drafts = decisions.flatMap((decision, index) => draftsOf(decision, placements[index]?.origin));
    const cause = decisions.find(({ kind }) => kind === 'reserved');
    if (cause !== undefined) drafts.push(...levelChangedDrafts({ id: cause.orderId, version: DECIDED }, levels));
    if (drafts.length > 0) await this.publisher.append(tx, drafts);
    this.transactions.afterCommit(tx, () => {
      decisions.forEach((decision, index) => this.log(decision, placements[index]?.event.correlationId));
    });
  }

  private log(decision: Decision, correlationId: string | undefined): void {
    const { orderId, state } = decision;
    switch (decision.kind) {
      case 'reserved':
        this.logger.info({ orderId, correlationId, products: decision.demand.length }, 'stock reserved');
        return;
      case 'rejected':
        this.logger.info({ orderId, correlationId, shortages: decision.shortages.length }, 'stock rejected');
        return;
      case 'unchanged':
        this.logger.info({ orderId, correlationId, state }, 'late or repeated order.placed changes nothing');
    }
  }
}

interface Placement {
  event: EventOf<'order.placed'>;
  /** Unless it is the message at hand. */
  origin?: Origin;
}

function draftsOf(decision: Decision, origin: Origin | undefined): EventDraft[] {
  const { orderId } = decision;
  const about = { aggregateId: orderId, aggregateVersion: DECIDED, ...(origin && { origin }) };
  switch (decision.kind) {
    case 'reserved':
      return [{ type: 'stock.reserved', ...about, payload: { orderId } }];
    case 'rejected':
      return [{ type: 'stock.rejected', ...about, payload: { orderId, shortages: decision.shortages } }];
    case 'unchanged':
      return [];
  }
}
