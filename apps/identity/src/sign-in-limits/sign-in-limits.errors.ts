import { AppError } from '@breakwater/service-kit';

/** Says neither whether the account exists nor which of the limits was reached. */
export class TooManySignInFailuresError extends AppError {
  readonly code = 'too-many-sign-in-failures';
  readonly status = 429;
  override readonly retryable = true;

  constructor(endsInMs: number) {
    const retryAfterSeconds = Math.max(1, Math.ceil(endsInMs / 1000));
    super(`Too many sign-ins have failed. Try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
  }
}
