import type { BreakerTransition, CallFailure, CallName, CallObserver, Outcome } from '@breakwater/resilience';
import { LineLimit } from '../logging/line-limit.js';
import type { Logger } from '../logging/logger.js';
import { breakerTransitions, callDuration, callFailures, callRetries } from './external-calls.metrics.js';

/** What calls do, as metrics and as lines: each change of a circuit, and one line a second for each way to fail. */
export class CallReporter implements CallObserver {
  readonly #lines = new LineLimit();

  constructor(private readonly logger: Logger) {}

  settled(
    { name: call, target }: CallName,
    outcome: Outcome<unknown, unknown>['kind'],
    failure: CallFailure | undefined,
    ms: number,
  ): void {
    callDuration.observe({ call, target, outcome }, ms / 1_000);
    if (failure === undefined) return;
    const { reason, detail } = failure;
    callFailures.inc({ call, target, reason });
    const admitted = this.#lines.admit(`${call} ${target} ${reason}`);
    if (admitted) this.logger.warn({ call, target, reason, detail, outcome, ...admitted }, 'external call failed');
  }

  retried({ name: call, target }: CallName, granted: boolean): void {
    callRetries.inc({ call, target, granted: String(granted) });
  }

  changed({ name: call, target }: CallName, { from, to, why }: BreakerTransition): void {
    breakerTransitions.inc({ call, target, to });
    const fields = { call, target, from, to, why };
    if (to === 'open') this.logger.warn(fields, 'circuit breaker opened');
    else this.logger.info(fields, to === 'closed' ? 'circuit breaker closed' : 'circuit breaker half-open');
  }
}
