/** How long, and how hard. */
export interface Size {
  name: 'ci' | 'full';
  seconds: number;
  /** Checkouts a second, whatever becomes of those before. */
  ratePerSecond: number;
  /** About how long the carriers are well, and how long each kind of fault is on, in a cycle. */
  stretchSeconds: number;
  /** One cycle before the first figures: code is loaded, pools are opened. */
  warmUpSeconds: number;
  /** BREAKER_OPEN_MS of all services; shorter in CI, so that short stretches meet probes as well. */
  breakerOpenMs: number;
  /** LABEL_DEADLINE_MS; what is late here is later than that, and than the deadline of a rate. */
  labelDeadlineMs: number;
  sampleEveryMs: number;
  /** For the last order to be shipped and reconciled; a message that failed often comes again after up to a minute. */
  restWithinMs: number;
}

export const sizes: Readonly<Record<Size['name'], Size>> = {
  full: {
    name: 'full',
    seconds: 600,
    ratePerSecond: 10,
    stretchSeconds: 20,
    warmUpSeconds: 80,
    breakerOpenMs: 5_000,
    labelDeadlineMs: 5_000,
    sampleEveryMs: 10_000,
    restWithinMs: 240_000,
  },
  ci: {
    name: 'ci',
    seconds: 40,
    ratePerSecond: 10,
    stretchSeconds: 5,
    warmUpSeconds: 16,
    breakerOpenMs: 1_000,
    labelDeadlineMs: 2_000,
    sampleEveryMs: 5_000,
    restWithinMs: 120_000,
  },
};

/**
 * Servers keep an idle connection for 72 s, and undici, which is told so, keeps it two seconds less. Who reads for longer sees
 * what is open when nothing is kept for later any more.
 */
export const KEPT_IDLE_MS = 90_000;
/** From rest on, for the figures to be no more than before; twice as long again for what comes and goes to be gone at once. */
export const SETTLED_WITHIN_MS = 240_000;
