import { AppError } from '@breakwater/service-kit';
import { sqlState } from './transactions.js';

/** PostgreSQL gave a statement up after `DATABASE_STATEMENT_TIMEOUT_MS`, and undid what belongs to it. */
export class DatabaseSlowError extends AppError {
  readonly code = 'database-slow';
  readonly status = 503;
  override readonly retryable = true;

  constructor(cause: unknown) {
    super('The database takes too long at the moment; nothing was changed. Try again shortly.', {
      cause,
      retryAfterSeconds: 2,
    });
  }
}

const QUERY_CANCELED = '57014';

/**
 * Whether the database gave the statement up. Not {@link isDatabaseUnavailable}: there it is sure that the work itself is not
 * to blame, and a message that is always too slow must end as a dead letter.
 */
export const isDatabaseSlow = (error: unknown): boolean => sqlState(error) === QUERY_CANCELED;
