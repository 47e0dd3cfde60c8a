import { z } from 'zod';
import { ExternalCall, refuse } from '../../src/index.js';
import type { OpenGuard, Work } from './guard.js';

export const externalCall: OpenGuard = ({ deadlineMs, concurrent, minimumCalls, openMs }) => {
  const call = new ExternalCall<Work, string>({
    name: 'contract',
    deadlineMs,
    perform: (work, { signal }) => work(signal),
    answer: z.string(),
    whenItFails: refuse,
    whenItIsSlow: refuse,
    whenItAnswersNonsense: refuse,
    idempotent: false,
    bulkhead: { concurrent, queued: 0 },
    breaker: { failureRate: 0.5, minimumCalls, windowMs: 10_000, openMs },
  });
  return {
    get state() {
      return call.breakerState;
    },
    async call(work) {
      const outcome = await call.ask(work);
      return outcome.kind === 'fresh' ? { ok: true, value: outcome.value } : { ok: false };
    },
    close: () => call.close(),
  };
};
