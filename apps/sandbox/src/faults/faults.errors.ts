import { AppError } from '@breakwater/service-kit';

export class UnknownFaultError extends AppError {
  readonly code = 'unknown-fault';
  readonly status = 404;

  constructor(id: string) {
    super(`There is no fault ${JSON.stringify(id.slice(0, 60))}, or it is over; GET /faults lists what there is.`);
  }
}

/** The answer of a third party that is down. */
export class InjectedError extends AppError {
  readonly code = 'injected-fault';
  override readonly retryable = true;

  constructor(readonly status: number) {
    super('A fault was set for this route of the sandbox; it ends by itself.');
  }
}

/** The answer of a third party that is asked too often. */
export class InjectedRateLimitError extends AppError {
  readonly code = 'injected-rate-limit';
  readonly status = 429;
  override readonly retryable = true;

  constructor(perSecond: number) {
    // Whole requests a second: the next one is never further away.
    super(`More than ${perSecond} requests a second; send this one again in 1 s.`, { retryAfterSeconds: 1 });
  }
}
