import type { Shortage, StockLevel } from '@breakwater/contracts';
import { type Demand, shortagesOf } from './demand.js';
import { accepts, type ReservationState, transition } from './reservation-state.js';

/** What an order asks for. */
export interface Claim {
  orderId: string;
  demand: Demand;
}

/** What became of a claim, and the state that its reservation is in. */
export type Decision = { orderId: string; state: ReservationState } & (
  | { kind: 'reserved'; demand: Demand }
  | { kind: 'rejected'; shortages: Shortage[] }
  /** The order's fate was decided before. */
  | { kind: 'unchanged' }
);

/**
 * Decides claims one after another, each on what those before it left: the whole demand, or nothing of it.
 *
 * @param states of the claims' reservations; one that is missing is `none`
 * @param available units by SKU; one that is missing is 0
 * @returns a decision for each claim, in their order
 */
export function decide(
  claims: readonly Claim[],
  states: ReadonlyMap<string, ReservationState>,
  available: ReadonlyMap<string, number>,
): Decision[] {
  const stateOf = new Map(states);
  const left = new Map(available);
  return claims.map((claim): Decision => {
    const decision = decideOne(claim, stateOf.get(claim.orderId) ?? 'none', left);
    stateOf.set(claim.orderId, decision.state);
    if (decision.kind === 'reserved') {
      for (const { sku, quantity } of claim.demand) left.set(sku, (left.get(sku) ?? 0) - quantity);
    }
    return decision;
  });
}

function decideOne(
  { orderId, demand }: Claim,
  state: ReservationState,
  available: ReadonlyMap<string, number>,
): Decision {
  if (!accepts(state, 'reserve')) return { kind: 'unchanged', orderId, state };
  const shortages = shortagesOf(demand, available);
  if (shortages.length > 0) return { kind: 'rejected', orderId, state: transition(state, 'reject'), shortages };
  return { kind: 'reserved', orderId, state: transition(state, 'reserve'), demand };
}

/**
 * The levels of stock once decisions are settled: a version counts the orders that took of it.
 *
 * @param stock its levels before, locked since
 * @returns those that changed, in their order
 */
export function levelsAfter(decisions: readonly Decision[], stock: readonly StockLevel[]): StockLevel[] {
  const taken = new Map<string, { quantity: number; orders: number }>();
  for (const decision of decisions) {
    if (decision.kind !== 'reserved') continue;
    for (const { sku, quantity } of decision.demand) {
      const before = taken.get(sku) ?? { quantity: 0, orders: 0 };
      taken.set(sku, { quantity: before.quantity + quantity, orders: before.orders + 1 });
    }
  }
  return stock.flatMap(({ sku, available, version }) => {
    const of = taken.get(sku);
    return of === undefined ? [] : [{ sku, available: available - of.quantity, version: version + of.orders }];
  });
}
