import { AppError } from '@breakwater/service-kit';

/** Refused at once: whoever waits behind hundreds of others has given up before it is his turn. */
export class PasswordsBusyError extends AppError {
  readonly code = 'passwords-busy';
  readonly status = 503;
  override readonly retryable = true;

  constructor() {
    super('Too many passwords are waiting to be checked at the moment; try again shortly.', { retryAfterSeconds: 1 });
  }
}
