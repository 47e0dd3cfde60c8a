import { CallFailedError, type CallFailure } from '../external-call/failure.js';
import { retryAfterSeconds } from './retry-after.js';

const SHOWN_CHARACTERS = 300;
/** "Not now". A 503 of one of our services says that it has tried already, and so has whoever stands behind it. */
const BUSY = new Set([429, 503]);
/** Client errors that time mends: request timeout, too early. */
const PASSING = new Set([408, 425]);

/** What a status that is not 2xx says about the call. */
export function httpFailure(status: number, text: string, retryAfter: string | undefined): CallFailedError {
  const wait = retryAfterSeconds(retryAfter);
  return new CallFailedError({
    reason: reasonOf(status),
    status,
    detail: `it answered ${status} ${text.slice(0, SHOWN_CHARACTERS)}`.trimEnd(),
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
  });
}

function reasonOf(status: number): CallFailure['reason'] {
  if (BUSY.has(status)) return 'busy';
  if (status >= 500 || PASSING.has(status)) return 'failed';
  // A redirect would lead the request, and what it carries, to somebody else.
  return status < 400 ? 'nonsense' : 'rejected';
}
