import type { Shortage, StockLevel } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Demand, shortagesOf } from './demand.js';
import { accepts, type ReservationState, transition } from './reservation-state.js';
import { ReservationsRepository } from './reservations.repository.js';

/** `unchanged`: the order's fate was decided before, by the event that made it `state`. */
export type ReserveOutcome =
  | { kind: 'reserved'; levels: StockLevel[] }
  | { kind: 'rejected'; shortages: Shortage[] }
  | { kind: 'unchanged'; state: ReservationState };

export type CancelOutcome =
  { kind: 'released'; levels: StockLevel[] } | { kind: 'cancelled' } | { kind: 'unchanged'; state: ReservationState };

/** Sets stock aside for whole orders and gives it back, each at most once, in whatever order the events arrive. */
@Injectable()
export class ReservationsService {
  constructor(private readonly reservations: ReservationsRepository) {}

  /** Takes the whole demand, or nothing of it. */
  async reserve(tx: EntityManager, orderId: string, demand: Demand): Promise<ReserveOutcome> {
    const state = await this.reservations.open(tx, orderId);
    if (!accepts(state, 'reserve')) return { kind: 'unchanged', state };
    const shortages = shortagesOf(demand, await this.reservations.lockStock(tx, demand));
    if (shortages.length > 0) {
      await this.reservations.close(tx, orderId, transition(state, 'reject'));
      return { kind: 'rejected', shortages };
    }
    return {
      kind: 'reserved',
      levels: await this.reservations.take(tx, orderId, transition(state, 'reserve'), demand),
    };
  }

  /** Gives back what the order holds; an order not heard of yet is remembered as cancelled. */
  async cancel(tx: EntityManager, orderId: string): Promise<CancelOutcome> {
    const state = await this.reservations.open(tx, orderId);
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
