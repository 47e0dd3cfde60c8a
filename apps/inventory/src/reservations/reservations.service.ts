import type { StockLevel } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Claim, decide, type Decision, levelsAfter } from './decisions.js';
import { demandOf } from './demand.js';
import { accepts, type ReservationState, transition } from './reservation-state.js';
import { ReservationsRepository } from './reservations.repository.js';

export type CancelOutcome =
  { kind: 'released'; levels: StockLevel[] } | { kind: 'cancelled' } | { kind: 'unchanged'; state: ReservationState };

/** Sets stock aside for whole orders and gives it back, each at most once, in whatever order the events arrive. */
@Injectable()
export class ReservationsService {
  constructor(private readonly reservations: ReservationsRepository) {}

  /**
   * Takes the whole demand of an order, or nothing of it; of several orders as if they had asked one after another.
   *
   * @returns what became of each, in their order, and the levels that stock has now where it was taken
   */
  async reserve(tx: EntityManager, claims: readonly Claim[]): Promise<{ decisions: Decision[]; levels: StockLevel[] }> {
    const states = await this.reservations.open(
      tx,
      claims.map(({ orderId }) => orderId),
    );
    const open = claims.filter(({ orderId }) => accepts(states.get(orderId) ?? 'none', 'reserve'));
    if (open.length === 0) return { decisions: decide(claims, states, new Map()), levels: [] };
    const demand = demandOf(open.flatMap((claim) => claim.demand));
    const stock = await this.reservations.lockStock(tx, demand);
    const decisions = decide(claims, states, new Map(stock.map(({ sku, available }) => [sku, available])));
    await this.reservations.settle(tx, decisions);
    return { decisions, levels: levelsAfter(decisions, stock) };
  }

  /** Gives back what the order holds; an order not heard of yet is remembered as cancelled. */
  async cancel(tx: EntityManager, orderId: string): Promise<CancelOutcome> {
    const state = (await this.reservations.open(tx, [orderId])).get(orderId) ?? 'none';
    if (!accepts(state, 'cancel')) return { kind: 'unchanged', state };
    const next = transition(state, 'cancel');
    if (next === 'cancelled') {
      await this.reservations.close(tx, orderId, next);
      return { kind: 'cancelled' };
    }
    await this.reservations.lockHeldStock(tx, orderId);
    return { kind: 'released', levels: await this.reservations.giveBack(tx, orderId, next) };
  }
}
