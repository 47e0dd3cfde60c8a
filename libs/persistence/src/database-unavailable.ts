import { AppError } from '@breakwater/service-kit';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

/** The database is away; nothing was changed, or nobody knows. Repeat the request with the same `Idempotency-Key`. */
export class DatabaseUnavailableError extends AppError {
  readonly code = 'database-unavailable';
  readonly status = 503;
  override readonly retryable = true;

  constructor(cause: unknown) {
    super('The database cannot be reached at the moment. Try again shortly.', { cause, retryAfterSeconds: 2 });
  }
}

/** SQLSTATE classes and codes of a server that is away, going away, starting, or full: nothing is wrong with the statement. */
const UNAVAILABLE_SQLSTATES = /^(08...|57P0[1-3]|53[34]00|25P03|3D000)$/;
const CONNECTION_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
/** pg gives these no code. */
const CONNECTION_MESSAGES =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

/**
 * Whether the database, not the statement, is what failed: then the same work will succeed once the database is back.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  // TypeORM gives a transaction's runner back when its connection dies; the next statement finds it gone.
  if (error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError)
    return true;
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return false;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return CONNECTION_ERRORS.has(code) || UNAVAILABLE_SQLSTATES.test(code) || CONNECTION_MESSAGES.test(cause.message);
}
