import { type EngineState, OpossumEngine } from './opossum-engine.js';

export interface BreakerOptions {
  /** Share of failed calls in the window at which it opens, above 0 and up to 1. */
  readonly failureRate: number;
  /** Calls in the window before their share means anything, at least 1. */
  readonly minimumCalls: number;
  /** How far back calls are counted, in milliseconds, at least 10. */
  readonly windowMs: number;
  /** Time open before one call may try again, in milliseconds. */
  readonly openMs: number;
}

export const BREAKER_DEFAULTS: BreakerOptions = {
  failureRate: 0.5,
  minimumCalls: 10,
  windowMs: 10_000,
  openMs: 5_000,
};

export type BreakerState = EngineState;

/** `inconclusive`: the call says nothing about whether the dependency is well. */
export type Verdict = 'success' | 'failure' | 'inconclusive';

export interface BreakerTransition {
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** What the last failure was, or that the time was over, or that the probe went well. */
  readonly why: string;
}

/** Leave to make one call. Say how it went, once, when it is over or given up. */
export interface Passage {
  report(verdict: Verdict, why?: string): void;
}

/**
 * Stops calling what keeps failing, and finds out with one call at a time when it is well again.
 *
 * - closed: every call passes; opens when `failureRate` of the window's calls failed, of at least `minimumCalls`.
 * - open: none passes, for `openMs`.
 * - half-open: one passes as a probe, all others are refused at once. Success closes it, with an empty window; failure opens it
 *   again; a verdict of `inconclusive` leaves the next call to probe.
 *
 * Only calls that passed in the present period count: one that began before it opened and ends late says nothing about now. The
 * caller owes each passage a report within its deadline, and so a hung probe cannot hold the breaker half-open.
 *
 * Source: Nygard, "Release It!" (2nd edition, 2018), "Circuit Breaker"; opossum 10 keeps the window and the states.
 */
export class CircuitBreaker {
  readonly #engine: OpossumEngine;
  readonly #onTransition: (transition: BreakerTransition) => void;
  #state: BreakerState = 'closed';
  /** Grows with every transition; passages of an earlier one no longer count. */
  #period = 0;
  #probing = false;
  #lastFailure = 'it failed';

  /** @throws RangeError naming the value that makes no sense */
  constructor(options: Partial<BreakerOptions> = {}, onTransition: (transition: BreakerTransition) => void = () => {}) {
    const complete = { ...BREAKER_DEFAULTS, ...options };
    check(complete);
    this.#onTransition = onTransition;
    this.#engine = new OpossumEngine(complete, (state) => this.#enter(state));
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Whether {@link admit} would refuse now; asks without taking the probe. */
  get refuses(): boolean {
    return this.#state === 'open' || (this.#state === 'half-open' && this.#probing);
  }

  /** @returns leave to make one call, or undefined */
  admit(): Passage | undefined {
    if (this.refuses) return undefined;
    if (this.#state === 'half-open') this.#probing = true;
    const period = this.#period;
    let open = true;
    return {
      report: (verdict, why) => {
        if (!open) return;
        open = false;
        if (period === this.#period) this.#count(verdict, why);
      },
    };
  }

  /** Stops its timers. It admits no call any more. */
  close(): void {
    this.#engine.close();
    this.#state = 'open';
    this.#period += 1;
  }

  #count(verdict: Verdict, why: string | undefined): void {
    if (verdict === 'inconclusive') {
      this.#probing = false;
      return;
    }
    if (verdict === 'failure') this.#lastFailure = why ?? 'it failed';
    this.#engine.count(verdict === 'success');
  }

  #enter(to: BreakerState): void {
    const from = this.#state;
    this.#state = to;
    this.#period += 1;
    this.#probing = false;
    this.#onTransition({ from, to, why: this.#why(to) });
  }

  #why(to: BreakerState): string {
    switch (to) {
      case 'open':
        return this.#lastFailure;
      case 'half-open':
        return 'its time is over: one call may try';
      case 'closed':
        return 'a call went well';
    }
  }
}

function check({ failureRate, minimumCalls, windowMs, openMs }: BreakerOptions): void {
  if (!(failureRate > 0 && failureRate <= 1)) {
    throw new RangeError(`A breaker's failureRate is above 0 and up to 1, not ${failureRate}.`);
  }
  if (!Number.isSafeInteger(minimumCalls) || minimumCalls < 1) {
    throw new RangeError(`A breaker's minimumCalls is a whole number from 1 on, not ${minimumCalls}.`);
  }
  if (!(windowMs >= 10)) throw new RangeError(`A breaker's windowMs is at least 10, not ${windowMs}.`);
  if (!(openMs >= 1)) throw new RangeError(`A breaker's openMs is at least 1, not ${openMs}.`);
}
