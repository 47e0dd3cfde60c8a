import type { Size } from '../../lib/drill/drill.js';

// Read by k6 as well: only types are imported here.

/** What orders waits for shipping, and shipping for the carriers: the services' defaults, given to both arms. */
export const QUOTE_DEADLINE_MS = 1_000;
export const CARRIER_DEADLINE_MS = 800;
/** What the carriers take when they are well. */
export const CARRIER_MS = 200;
/** What the classic code waits. */
export const CLASSIC_TIMEOUT_SECONDS = 30;
/** A customer who waits longer for the answer to "buy" counts as lost. */
export const PATIENCE_MS = 2_000;

export interface CircuitBreakerSize extends Size {
  /** Checkouts a second that the healthy shop was found to carry; each run shows it again before anything is done. */
  carriesPerSecond: number;
  /** The load of all else: 60 % of it. */
  ratePerSecond: number;
  /** Not counted, before everything: code is compiled, pools are filled. */
  warmUpMs: number;
  carriesMs: number;
  /** All that came of it must be done by then: work that is only put off is not carried. */
  caughtUpWithinMs: number;
  atOnceMs: number;
  /** Left out in CI: the rate that it carries shows that it is healthy. */
  healthyMs?: number;
  /** The trigger. */
  hangMs: number;
  /** From here on it counts as the time with open circuits; they must be open by then. */
  openWithinMs: number;
  /** BREAKER_OPEN_MS of all services; longer in CI, where one probe would be one in a hundred checkouts. */
  breakerOpenMs: number;
  /** LABEL_DEADLINE_MS; shorter in CI, so that labels' circuits open within the shorter trigger as well. */
  labelDeadlineMs: number;
  backMs: number;
  /** How long the load goes on while shipping is killed; only with `full`. */
  killMs?: number;
  /** For the last order to be reconciled; what shipping had in hand when it was killed comes again after a minute. */
  restWithinMs: number;
  /** The generator's own lag that is allowed, p99. */
  startLagMs: number;
  /** Of the verdict; a few seconds in CI give coarser figures. */
  limits: { waitedMs: number; openMs: number; closeSeconds: number; slowSeconds: number };
}

export const sizes: Readonly<Record<'ci' | 'full', CircuitBreakerSize>> = {
  full: {
    repeats: 3,
    carriesPerSecond: 50,
    ratePerSecond: 30,
    warmUpMs: 6_000,
    carriesMs: 10_000,
    caughtUpWithinMs: 4_000,
    atOnceMs: 12_000,
    healthyMs: 6_000,
    hangMs: 60_000,
    openWithinMs: 10_000,
    breakerOpenMs: 5_000,
    labelDeadlineMs: 5_000,
    backMs: 7_000,
    killMs: 6_000,
    restWithinMs: 120_000,
    startLagMs: 50,
    limits: { waitedMs: 50, openMs: 5, closeSeconds: 7, slowSeconds: 20 },
  },
  ci: {
    repeats: 1,
    carriesPerSecond: 20,
    ratePerSecond: 12,
    warmUpMs: 4_500,
    carriesMs: 2_500,
    caughtUpWithinMs: 20_000,
    atOnceMs: 3_000,
    hangMs: 12_000,
    openWithinMs: 6_500,
    breakerOpenMs: 8_000,
    labelDeadlineMs: 2_000,
    backMs: 4_500,
    restWithinMs: 60_000,
    startLagMs: 500,
    limits: { waitedMs: 250, openMs: 100, closeSeconds: 8, slowSeconds: 8 },
  },
};
