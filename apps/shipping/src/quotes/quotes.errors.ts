import { AppError } from '@breakwater/service-kit';

export interface CarrierDropped {
  carrier: string;
  reason: string;
}

const RETRY_AFTER_SECONDS = 2;

/** None of the carriers gave a usable price in time. */
export class NoCarrierAvailableError extends AppError {
  readonly code = 'no-carrier-available';
  readonly status = 503;
  override readonly retryable = true;

  constructor(carriers: readonly CarrierDropped[]) {
    super(
      `None of the carriers (${carriers.map(({ carrier }) => carrier).join(', ')}) gave a price in time; ask again later.`,
      {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        extensions: { carriers: carriers.map(({ carrier, reason }) => ({ carrier, reason })) },
      },
    );
  }
}
