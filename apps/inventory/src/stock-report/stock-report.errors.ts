import { AppError } from '@breakwater/service-kit';

export class StockReportTimedOutError extends AppError {
  readonly code = 'stock-report-timed-out';
  readonly status = 503;
  override readonly retryable = true;

  constructor(days: number, timeoutMs: number, cause: unknown) {
    super(`The stock report of ${days} days took longer than ${timeoutMs} ms; ask for fewer days, or again later.`, {
      cause,
    });
  }
}
