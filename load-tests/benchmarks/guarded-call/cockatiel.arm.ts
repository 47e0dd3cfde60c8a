import { bulkhead, circuitBreaker, handleAll, SamplingBreaker, timeout, TimeoutStrategy, wrap } from 'cockatiel';
import type { Arm } from './arms.js';
import { askForQuote, GUARD } from './dependency.js';

/** Its time-out waits no longer than the deadline whatever the work does, as ours. */
export function cockatielArm(): Arm {
  const policy = wrap(
    timeout(GUARD.deadlineMs, TimeoutStrategy.Aggressive),
    circuitBreaker(handleAll, {
      halfOpenAfter: GUARD.openMs,
      breaker: new SamplingBreaker({
        threshold: GUARD.failureRate,
        duration: GUARD.windowMs,
        minimumRps: GUARD.minimumCalls / (GUARD.windowMs / 1_000),
      }),
    }),
    bulkhead(GUARD.concurrent, GUARD.queued),
  );
  return {
    call: async (input) => (await policy.execute(() => askForQuote(input))).price,
    close: () => undefined,
  };
}
