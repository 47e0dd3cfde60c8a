import type { Deadline } from '../deadline/deadline.js';
import type { Attempt } from './declaration.js';
import { CallFailedError, type CallFailure, failureOf } from './failure.js';

export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: CallFailure };

export interface AttemptOptions {
  readonly deadline: Deadline;
  /** Each of them gives the attempt up. */
  readonly signals: readonly AbortSignal[];
  readonly headers: Readonly<Record<string, string>>;
  /** Called once when the work has really ended, which may be long after the attempt has. */
  readonly onWorkEnded: () => void;
}

export const ABANDONED: CallFailure = { reason: 'abandoned', detail: 'nobody waits for its answer any more' };

/**
 * Runs `work` and waits for it, but no longer than the deadline and the signals allow, whether it heeds its own signal or not.
 * Never rejects. One timer and one controller a call: `AbortSignal.any` and `AbortSignal.timeout` cost several times as much.
 */
export function attempt<T>(work: (attempt: Attempt) => Promise<T>, options: AttemptOptions): Promise<Answer<T>> {
  const { deadline, signals, headers, onWorkEnded } = options;
  return new Promise((resolve) => {
    const controller = new AbortController();
    const waitMs = Math.max(0, deadline.remainingMs);
    const end = (answer: Answer<T>): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', abandon);
      resolve(answer);
    };
    const giveUp = (failure: CallFailure): void => {
      end({ ok: false, failure });
      controller.abort(new CallFailedError(failure));
    };
    const abandon = (): void => giveUp(ABANDONED);
    const timer = setTimeout(
      () => giveUp({ reason: 'timeout', detail: `it did not answer within ${Math.round(waitMs)} ms` }),
      waitMs,
    );
    for (const signal of signals) signal.addEventListener('abort', abandon, { once: true });
    started(work, { signal: controller.signal, deadline, headers }).then(
      (value) => {
        onWorkEnded();
        end({ ok: true, value });
      },
      (error: unknown) => {
        onWorkEnded();
        end({ ok: false, failure: failureOf(error) });
      },
    );
  });
}

/** What throws before it is asynchronous rejects like the rest. */
async function started<T>(work: (attempt: Attempt) => Promise<T>, attempt: Attempt): Promise<T> {
  return work(attempt);
}
