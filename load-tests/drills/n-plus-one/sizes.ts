import type { Size } from '../../lib/drill/drill.js';

/** Orders of the customers whose page is asked for. */
export const ORDERS = [5, 50, 500, 10_000] as const;
export type Orders = (typeof ORDERS)[number];

/** The most that the service puts on one page. */
export const LONGEST_PAGE = 500;
export const pageOf = (orders: Orders): number => Math.min(orders, LONGEST_PAGE);

/** The customer at whom the rising load looks. */
export const LOADED: Orders = 50;

export interface NPlusOneSize extends Size {
  /** Not counted, before everything: code is compiled. */
  warmUpMs: number;
  /** Pages of each customer that are asked for, one after the other, before that. */
  pagesBefore: number;
  /** One request at a time, in effect: rates that even the loop carries. */
  alone: { durationMs: number; ratePerSecond: Readonly<Record<Orders, number>> };
  /** Pages of 50 orders a second; an arm that has broken is spared the rest. */
  rising: { durationMs: number; ratesPerSecond: readonly number[] };
  /** The generator's own lag that is allowed, p99, where the arm does not break. */
  startLagMs: number;
  /** Of the verdict; a few seconds in CI give coarser figures. */
  limits: { againstBare: number; faster: number; held: number };
}

export const sizes: Readonly<Record<'ci' | 'full', NPlusOneSize>> = {
  full: {
    repeats: 3,
    warmUpMs: 10_000,
    pagesBefore: 6,
    alone: { durationMs: 12_000, ratePerSecond: { 5: 10, 50: 4, 500: 0.5, 10_000: 0.5 } },
    rising: { durationMs: 10_000, ratesPerSecond: [10, 20, 40, 80] },
    startLagMs: 25,
    limits: { againstBare: 1.5, faster: 20, held: 1.5 },
  },
  ci: {
    repeats: 1,
    warmUpMs: 3_000,
    pagesBefore: 2,
    alone: { durationMs: 3_000, ratePerSecond: { 5: 10, 50: 4, 500: 1, 10_000: 1 } },
    rising: { durationMs: 4_000, ratesPerSecond: [10, 30] },
    startLagMs: 200,
    limits: { againstBare: 3, faster: 8, held: 3 },
  },
};
