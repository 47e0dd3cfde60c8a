import Opossum from 'opossum';

export interface EngineOptions {
  readonly failureRate: number;
  readonly minimumCalls: number;
  readonly windowMs: number;
  readonly openMs: number;
}

export type EngineState = 'closed' | 'open' | 'half-open';

const BUCKETS = 10;
/** Any error; what went wrong is told elsewhere, and an error for each failure would cost a stack each. */
const FAILED = new Error('failed');

/** What opossum has and its types leave out. */
interface Window {
  rotateBucket(): void;
}

/**
 * Opossum as what it does well: a rolling window, and the states with their timer. It is told how calls went when they are over,
 * and runs none itself: its own time-outs, abort controller, capacity, filter and cache stay off (ADR 0009 says why, for each).
 */
export class OpossumEngine {
  readonly #opossum: Opossum<[succeeded: boolean], void>;

  constructor({ failureRate, minimumCalls, windowMs, openMs }: EngineOptions, onState: (state: EngineState) => void) {
    this.#opossum = new Opossum(settle, {
      timeout: false,
      // It opens above its threshold; ours is the rate that is too much already.
      errorThresholdPercentage: failureRate * 100 - 1e-6,
      volumeThreshold: minimumCalls,
      rollingCountTimeout: windowMs,
      rollingCountBuckets: BUCKETS,
      resetTimeout: openMs,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
    });
    this.#opossum.on('open', () => onState('open'));
    this.#opossum.on('halfOpen', () => onState('half-open'));
    this.#opossum.on('close', () => {
      this.#forget();
      onState('closed');
    });
  }

  /** Counts a call that is over. A failure changes the state before this returns, a success a microtask later. */
  count(succeeded: boolean): void {
    this.#opossum.fire(succeeded).catch(ignore);
  }

  close(): void {
    this.#opossum.shutdown();
  }

  /** The failures from before it opened are no reason to open again: each period is judged by its own calls. */
  #forget(): void {
    const window = this.#opossum.status as unknown as Window;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) window.rotateBucket();
  }
}

/** Throws at once rather than rejects: opossum then changes its state in the same turn. */
function settle(succeeded: boolean): Promise<void> {
  if (!succeeded) throw FAILED;
  return Promise.resolve();
}

function ignore(): void {
  // The failure is counted; that was all it was for.
}
