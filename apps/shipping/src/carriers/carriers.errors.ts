import { AppError, type AppErrorOptions } from '@breakwater/service-kit';

/** The carrier did not answer, answered late, too busy, with a server error, or with nonsense: later it may. */
export class CarrierUnavailableError extends AppError {
  readonly code = 'carrier-unavailable';
  readonly status = 503;
  override readonly retryable = true;

  constructor(carrier: string, operation: string, detail: string, options?: AppErrorOptions) {
    super(`The carrier "${carrier}" could not ${operation}: ${detail}. It is tried again.`, options);
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
