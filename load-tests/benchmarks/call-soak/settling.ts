import { setTimeout as delay } from 'node:timers/promises';
import type { CheckoutShop } from '../../drills/circuit-breaker/shop.js';
import { more, total } from './counts.js';
import { higherOf, lowerOf, type Reading } from './reading.js';
import { type PerProcess, PROCESSES } from './stage.js';

const LOOK_EVERY_MS = 2_000;
/** Readings in a row. */
const LASTS = 3;

/**
 * Waits until nothing is under way any more.
 * @returns orders, estimates and events that still were when the time was over
 */
export async function atRest(
  shop: Pick<CheckoutShop, 'rest'>,
  { withinMs, signal }: { withinMs: number; signal: AbortSignal },
): Promise<number> {
  const until = performance.now() + withinMs;
  for (;;) {
    // In short turns, so that an interruption does not wait for the end.
    const left = await shop.rest(LOOK_EVERY_MS);
    signal.throwIfAborted();
    if (left === 0 || performance.now() >= until) return left;
  }
}

export interface Settling {
  read: () => Promise<PerProcess<Reading>>;
  everyMs: number;
  withinMs: number;
  signal: AbortSignal;
  /** Ends it before the time is over. */
  enough?: (lowest: PerProcess<Reading>) => boolean;
}

/**
 * The lowest of each figure that lasted for three readings. What is leaked is in every reading; what comes and goes, a poll or
 * a second connection to the database, is not; and the moment between two polls, which one reading in a hundred happens to see,
 * is no level that could be met again.
 *
 * @throws the signal's AbortError, and what `read` throws
 */
export async function lowestReadings(settling: Settling): Promise<PerProcess<Reading>> {
  const { read, everyMs, withinMs, signal, enough } = settling;
  const until = performance.now() + withinMs;
  const recent: PerProcess<Reading>[] = [];
  let lowest: PerProcess<Reading> | undefined;
  for (;;) {
    recent.push(await read());
    if (recent.length === LASTS) {
      const lasted = recent.reduce((one, other) => inEach(one, other, higherOf));
      lowest = lowest === undefined ? lasted : inEach(lowest, lasted, lowerOf);
      if (performance.now() >= until || enough?.(lowest) === true) return lowest;
      recent.shift();
    }
    await delay(everyMs, undefined, { signal });
  }
}

const inEach = <T>(one: PerProcess<T>, other: PerProcess<T>, combine: (one: T, other: T) => T): PerProcess<T> => ({
  orders: combine(one.orders, other.orders),
  shipping: combine(one.shipping, other.shipping),
});

/** Of anything at all; the heap is told, and not judged. */
export function isNoMore(before: PerProcess<Reading>, after: PerProcess<Reading>): boolean {
  return PROCESSES.every((process) => {
    const [then, now] = [before[process], after[process]];
    const kinds = ['descriptors', 'handles', 'resources'] as const;
    return now.callsInFlight === 0 && kinds.every((kind) => total(more(then[kind], now[kind])) === 0);
  });
}
