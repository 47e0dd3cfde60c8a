import type { PlaceOrderBody } from '@breakwater/contracts';
import { seededRandom } from '../../lib/load/seeded-random.js';
import { type ChaosCatalogue, MOST_AMPLE_PIECES, RUSH_EVERY, RUSH_PIECES, RUSH_SIZE } from './chaos-catalogue.js';

export const CUSTOMERS = 12;
const SENT_TWICE = 0.05;
const CANCELLED = 0.06;
const LONGEST_BEFORE_CANCEL_MS = 4_000;
/** Signing in costs more than anything else that a customer does. */
const SIGNED_IN_AGAIN = 0.02;

/** What one customer is going to do. */
export interface PlannedOrder {
  /** From 0. */
  index: number;
  customer: string;
  items: PlaceOrderBody['items'];
  /** In pence. */
  itemsTotal: number;
  /** Sent by two requests at the same time, with one key. */
  isSentTwice: boolean;
  /** How long after it was accepted; undefined for most. */
  cancelAfterMs: number | undefined;
  /** The customer comes back and signs in first. */
  signsInAgain: boolean;
  /** Part of a rush for a scarce product: those arrive together. */
  isRush: boolean;
}

/** The order with this index: a pure function of seed, index and catalogue. */
export function plannedOrder(seed: number, index: number, catalogue: ChaosCatalogue): PlannedOrder {
  // 2^32 divided by the golden ratio, which spreads neighbouring indices over all seeds (Knuth, TAOCP 3, section 6.4).
  const random = seededRandom((seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0);
  const isRush = index % RUSH_EVERY < RUSH_SIZE;
  const products = pick(catalogue.ample, 1 + Math.floor(random() * 3), random).map((product) => ({
    product,
    quantity: 1 + Math.floor(random() * MOST_AMPLE_PIECES),
  }));
  const scarce = catalogue.scarce[Math.floor(index / RUSH_EVERY) % catalogue.scarce.length];
  if (isRush && scarce !== undefined) products.push({ product: scarce, quantity: RUSH_PIECES });
  return {
    index,
    customer: String(1 + Math.floor(random() * CUSTOMERS)),
    items: products.map(({ product: { sku }, quantity }) => ({ sku, quantity })),
    itemsTotal: products.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0),
    isSentTwice: random() < SENT_TWICE && !isRush,
    cancelAfterMs: random() < CANCELLED ? Math.floor(random() * LONGEST_BEFORE_CANCEL_MS) : undefined,
    signsInAgain: random() < SIGNED_IN_AGAIN,
    isRush,
  };
}

/** When it is due, from the start of the run: a steady rate, of which a rush's orders come at once. */
export function dueMs({ index, isRush }: Pick<PlannedOrder, 'index' | 'isRush'>, ratePerSecond: number): number {
  const slot = isRush ? index - (index % RUSH_EVERY) : index;
  return (slot / ratePerSecond) * 1000;
}

function pick<T>(from: readonly T[], count: number, random: () => number): T[] {
  const left = [...from];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
}
