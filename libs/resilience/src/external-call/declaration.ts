import type { ZodType } from 'zod';
import type { BreakerOptions } from '../breaker/circuit-breaker.js';
import type { BulkheadOptions } from '../bulkhead/bulkhead.js';
import type { Deadline } from '../deadline/deadline.js';
import type { RetryOptions } from '../retry/retry-policy.js';
import type { CallFailure } from './failure.js';
import type { Dated } from './outcome.js';

/** The answer to one of the three questions: there is nothing to offer instead, and the caller is told so. */
export const refuse = 'refuse';

/**
 * The answer to one of the three questions. A function gives what stands in for the answer, or undefined when it has nothing
 * either, and then the call is refused. It must be quick, and must not throw: it is what is left when all else has failed.
 */
export type WhatInstead<Input, Fallback> =
  | typeof refuse
  | ((input: Input, failure: CallFailure) => Dated<Fallback> | undefined | Promise<Dated<Fallback> | undefined>);

/** One try at a call, as the function sees it that makes it. */
export interface Attempt {
  /** Aborts when the deadline has passed or nobody waits any more. Hand it on: what ignores it keeps its bulkhead slot. */
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  /** Tells the other side who asks and how long the answer will be waited for. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Declaration<Input, Value, Fallback> {
  /** Kebab-case, one of few: it labels metrics. */
  readonly name: string;
  /** Which of several that answer the same call, such as one of three carriers; each has a breaker and a bulkhead of its own. */
  readonly target?: string;
  /** Longest wait for an answer, retries and waiting for a slot included, in milliseconds; less if the request has less left. */
  readonly deadlineMs: number;
  /** Makes one attempt. Rejects with a {@link CallFailedError}, or with anything that then counts as `unreachable`. */
  perform(input: Input, attempt: Attempt): Promise<unknown>;
  /** The agreed form of the answer; what differs is nonsense. */
  readonly answer: ZodType<Value>;
  /** What else the answer must be, such as a price above zero. @returns why it makes no sense */
  readonly senseless?: (value: Value, input: Input) => string | undefined;

  /** When it fails: unreachable, a server error, "not now", or known to be failing. */
  readonly whenItFails: WhatInstead<Input, Fallback>;
  /** When it is slow: the deadline has passed, or too many calls wait for it already. */
  readonly whenItIsSlow: WhatInstead<Input, Fallback>;
  /** When it answers nonsense: not JSON, another form, absurd values. */
  readonly whenItAnswersNonsense: WhatInstead<Input, Fallback>;

  readonly bulkhead: BulkheadOptions;
  readonly breaker?: Partial<BreakerOptions>;
}

/**
 * A call that leaves the process, with an answer to each way in which it can go wrong. It does not compile without them.
 * Only a call that may be made twice can be retried, and only the layer next to the failure should.
 */
export type CallDeclaration<Input, Value, Fallback = never> = Declaration<Input, Value, Fallback> &
  (
    | { readonly idempotent: true; readonly retry?: RetryOptions }
    | { readonly idempotent: false; readonly retry?: never }
  );
