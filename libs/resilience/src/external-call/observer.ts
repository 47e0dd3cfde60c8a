import type { BreakerTransition } from '../breaker/circuit-breaker.js';
import type { CallFailure } from './failure.js';
import type { Outcome } from './outcome.js';

export interface CallName {
  readonly name: string;
  /** Empty where the call has but one. */
  readonly target: string;
}

/** Told what calls do, for metrics and logs. On the path of every call: quick, and never throws. */
export interface CallObserver {
  /** A call is over, retries and all. */
  settled(call: CallName, kind: Outcome<unknown, unknown>['kind'], failure: CallFailure | undefined, ms: number): void;
  /** One more attempt was worth it; `granted` when the budget had it. */
  retried(call: CallName, granted: boolean): void;
  changed(call: CallName, transition: BreakerTransition): void;
}

/** Tells nobody. */
export const unobserved: CallObserver = { settled: () => {}, retried: () => {}, changed: () => {} };
