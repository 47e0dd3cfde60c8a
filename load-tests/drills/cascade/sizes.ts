import type { Size } from '../../lib/drill/drill.js';

// Read by k6 as well: only types are imported here.

/** What the slow dependency takes, and what the classic code waits. */
export const SLOW_SECONDS = 30;

export interface CascadeSize extends Size {
  /** Not counted, before everything: code is compiled, pools are filled. */
  warmUpMs: number;
  /** Customers who look at their orders: they have nothing to do with shipping. */
  readsPerSecond: number;
  /** Checkouts a second, rising: each rate with shipping slow, after all of them with shipping well. */
  checkoutsPerSecond: readonly number[];
  healthyMs: number;
  slowMs: number;
  againMs: number;
  /** The generator's own lag that is allowed, p99. */
  startLagMs: number;
  /** Of the verdict. */
  limits: {
    /**
     * p99 of reads may be this much above 110 % of the baseline's. A tenth of 10 ms is less than what two runs of the same load
     * differ by on two cores that do everything: the generator's timers alone start a request up to some milliseconds late.
     */
    noiseMs: number;
  };
}

export const sizes: Readonly<Record<'ci' | 'full', CascadeSize>> = {
  full: {
    repeats: 3,
    warmUpMs: 10_000,
    readsPerSecond: 60,
    checkoutsPerSecond: [10, 40, 100],
    // Long enough that a pause of Node's garbage collector, 0.1 to 0.2 s once in two minutes, is less than the slowest hundredth.
    healthyMs: 30_000,
    slowMs: 50_000,
    againMs: 10_000,
    startLagMs: 50,
    limits: { noiseMs: 5 },
  },
  ci: {
    repeats: 1,
    warmUpMs: 5_000,
    readsPerSecond: 40,
    checkoutsPerSecond: [10, 20],
    healthyMs: 4_000,
    // Longer than the circuit stays open: else shipping may not be asked once in a whole step.
    slowMs: 6_000,
    againMs: 7_000,
    startLagMs: 500,
    limits: { noiseMs: 100 },
  },
};
