import type { RateSearch } from './highest-rate.js';
import type { StepOptions } from './step.js';

/** How much is measured. */
export interface Size {
  name: 'ci' | 'full';
  repeats: number;
  /** How long the orders are placed that are counted in both databases. */
  agreeMs: number;
  /** Before anything counts: code is compiled and compiled again by better compilers, pools are filled. */
  houseWarming: { ratePerSecond: number; durationMs: number };
  search: RateSearch;
  step: Omit<StepOptions, 'ratePerSecond'>;
}

/** p99 that both arms are held to. */
export const P99_LIMIT_MS = 100;

export const sizes: Readonly<Record<Size['name'], Size>> = {
  full: {
    name: 'full',
    repeats: 3,
    agreeMs: 4_000,
    // Both arms still get faster after thousands of orders, and a server runs for days.
    houseWarming: { ratePerSecond: 120, durationMs: 100_000 },
    search: { firstRate: 100, growth: 1.6, precision: 0.04, mostRate: 5_000 },
    step: { durationMs: 10_000, warmUpMs: 2_000, p99LimitMs: P99_LIMIT_MS, maxStartLagMs: 25 },
  },
  // No figures: whether both arms work and do the same.
  ci: {
    name: 'ci',
    repeats: 1,
    agreeMs: 2_000,
    houseWarming: { ratePerSecond: 50, durationMs: 1_000 },
    search: { firstRate: 20, growth: 2, precision: 1, mostRate: 40 },
    step: { durationMs: 2_500, warmUpMs: 500, p99LimitMs: 5_000, maxStartLagMs: 60_000 },
  },
};
