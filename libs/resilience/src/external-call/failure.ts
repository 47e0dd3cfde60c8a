/**
 * Why a call has no usable answer.
 *
 * - `unreachable`: no connection, or it broke; whoever was called may or may not have acted.
 * - `failed`: it answered with a server error.
 * - `busy`: it said "not now" (429, 503), perhaps with a time to come back.
 * - `timeout`: no answer before the deadline; it may or may not have acted.
 * - `nonsense`: it answered what is not its API.
 * - `rejected`: it says that the request is wrong. Asking again, or asking less, changes nothing.
 * - `circuit-open`: it was not asked, as it has been failing.
 * - `bulkhead-full`: it was not asked, as too many calls are waiting for it already.
 * - `abandoned`: nobody waits for the answer any more.
 */
export type FailureReason =
  | 'unreachable'
  | 'failed'
  | 'busy'
  | 'timeout'
  | 'nonsense'
  | 'rejected'
  | 'circuit-open'
  | 'bulkhead-full'
  | 'abandoned';

export interface CallFailure {
  readonly reason: FailureReason;
  /** For logs and errors: a half sentence about who was called, such as "it answered 502". */
  readonly detail: string;
  /** Of an HTTP answer. */
  readonly status?: number;
  /** How long it wants to be left alone. */
  readonly retryAfterSeconds?: number;
}

/** Thrown by what performs a call; {@link ExternalCall} makes an outcome of it and throws nothing. */
export class CallFailedError extends Error {
  constructor(
    readonly failure: CallFailure,
    options?: ErrorOptions,
  ) {
    super(failure.detail, options);
    this.name = new.target.name;
  }
}

const OUTAGES: ReadonlySet<FailureReason> = new Set([
  'unreachable',
  'timeout',
  'busy',
  'circuit-open',
  'bulkhead-full',
]);

/**
 * Whether whoever was called is away, as far as can be told. A server error or nonsense in answer to one request may be that
 * request's doing: when all are answered so, the circuit opens, and that is an outage.
 */
export function isOutage({ reason }: CallFailure): boolean {
  return OUTAGES.has(reason);
}

/** What was thrown, as a failure. An error that says nothing about itself is one of the connection. */
export function failureOf(error: unknown): CallFailure {
  if (error instanceof CallFailedError) return error.failure;
  return { reason: 'unreachable', detail: `it could not be asked: ${textOf(error)}` };
}

const MOST_CAUSES = 5;

/** What was thrown, for people. Never throws itself: anything can be thrown, also what has no text or is its own cause. */
export function textOf(thrown: unknown): string {
  try {
    return messageOf(thrown, MOST_CAUSES);
  } catch {
    return `something without a text was thrown (${typeof thrown})`;
  }
}

/** `fetch` and its like put the reason into the cause, and the cause of several attempts into an AggregateError. */
function messageOf(error: unknown, causes: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error && causes > 0) return messageOf(error.cause, causes - 1);
  return String(error.message || ('code' in error ? error.code : error.name));
}
