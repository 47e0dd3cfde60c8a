import { AppError, type AppErrorOptions } from '@breakwater/service-kit';

/**
 * The provider did not answer, answered too late, with "not now" (429), a server error, or nonsense. The e-mail may have been
 * accepted all the same: it is sent again with the same `Idempotency-Key`, not before the provider's `Retry-After`.
 */
export class EmailProviderUnavailableError extends AppError {
  readonly code = 'email-provider-unavailable';
  readonly status = 503;
  override readonly retryable = true;
  override readonly outage: boolean;

  /** @param outage the provider is away, as far as can be told; it may also be this e-mail that it cannot deal with */
  constructor(detail: string, outage: boolean, options?: AppErrorOptions) {
    super(`The e-mail provider did not take the e-mail: ${detail}. It is sent again later.`, options);
    this.outage = outage;
  }
}

/** The provider will not take this e-mail, however often it is sent. */
export class EmailRefusedError extends AppError {
  readonly code = 'email-refused';
  readonly status = 502;

  constructor(detail: string) {
    super(`The e-mail provider refused the e-mail: ${detail}. Correct what it names, then redrive the message.`);
  }
}
