import Opossum from 'opossum';
import type { Arm } from './arms.js';
import { askForQuote, GUARD } from './dependency.js';

/** As its documentation sets it up. */
export function opossumArm(): Arm {
  const breaker = new Opossum(askForQuote, {
    timeout: GUARD.deadlineMs,
    capacity: GUARD.concurrent,
    errorThresholdPercentage: GUARD.failureRate * 100,
    volumeThreshold: GUARD.minimumCalls,
    rollingCountTimeout: GUARD.windowMs,
    resetTimeout: GUARD.openMs,
    abortController: new AbortController(),
    autoRenewAbortController: true,
  });
  return {
    call: async (input) => (await breaker.fire(input)).price,
    close: () => breaker.shutdown(),
  };
}
