import { AppError, type AppErrorOptions } from '@breakwater/service-kit';

/** The carrier did not answer, answered late, too busy, with a server error, or with nonsense: later it may. */
export class CarrierUnavailableError extends AppError {
  readonly code = 'carrier-unavailable';
  readonly status = 503;
  override readonly retryable = true;
  override readonly outage: boolean;

  /** @param outage the carrier is away, as far as can be told; it may also be this request that it cannot deal with */
  constructor(carrier: string, operation: string, detail: string, outage: boolean, options?: AppErrorOptions) {
    super(`The carrier "${carrier}" could not ${operation}: ${detail}. It is tried again.`, options);
    this.outage = outage;
  }
}

/** The carrier says that the request itself is wrong; asking again changes nothing. */
export class CarrierRefusedError extends AppError {
  readonly code = 'carrier-refused';
  readonly status = 502;

  constructor(carrier: string, operation: string, detail: string) {
    super(
      `The carrier "${carrier}" refused to ${operation}: ${detail}. Correct what it names, then redrive the message.`,
    );
  }
}
