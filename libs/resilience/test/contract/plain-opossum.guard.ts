import Opossum from 'opossum';
import { CallFailedError } from '../../src/index.js';
import type { Guard, GuardOptions, OpenGuard, Work } from './guard.js';

/** What opossum has and its types leave out. */
interface Untyped {
  readonly coalesce: boolean;
  getSignal(): AbortSignal;
}

/** As its documentation sets it up: everything that it has a switch for is on. */
export const plainOpossum: OpenGuard = (options) => {
  const breaker: Opossum<[Work, string], string> = new Opossum(
    (work) => work((breaker as unknown as Untyped).getSignal()),
    {
      ...usual(options),
      timeout: options.deadlineMs,
      abortController: new AbortController(),
      autoRenewAbortController: true,
    },
  );
  return guard(breaker);
};

/** The known way round its shared signal: its own time-out off, and a signal for each call. */
export const opossumWithoutTimeout: OpenGuard = (options) =>
  guard(
    new Opossum<[Work, string], string>((work) => work(AbortSignal.timeout(options.deadlineMs)), {
      ...usual(options),
      timeout: false,
    }),
  );

function usual({ concurrent, minimumCalls, openMs }: GuardOptions): Opossum.Options<[Work, string]> {
  const untyped: Pick<Untyped, 'coalesce'> = { coalesce: true };
  return {
    ...untyped,
    capacity: concurrent,
    volumeThreshold: minimumCalls,
    errorThresholdPercentage: 50,
    rollingCountTimeout: 10_000,
    resetTimeout: openMs,
    errorFilter: (error) => error instanceof CallFailedError && error.failure.reason === 'rejected',
    cacheGetKey: (_work, input) => input,
  };
}

function guard(breaker: Opossum<[Work, string], string>): Guard {
  let questions = 0;
  return {
    get state() {
      if (breaker.closed) return 'closed';
      return breaker.halfOpen ? 'half-open' : 'open';
    },
    call: (work, input = `question ${(questions += 1)}`) =>
      breaker.fire(work, input).then(
        (value) => ({ ok: true, value }) as const,
        () => ({ ok: false }) as const,
      ),
    close: () => breaker.shutdown(),
  };
}
