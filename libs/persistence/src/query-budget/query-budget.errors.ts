import { AppError } from '@breakwater/service-kit';
import { type Breach, describeCounts } from './breach.js';

/** The work has asked its database too often; what repeats it does so again. In mode `fail` alone. */
export class QueryBudgetExceededError extends AppError {
  readonly code = 'query-budget-exceeded';
  readonly status = 500;

  /** @param breach up to and with the statement that was refused; its text is not in the message, which clients read */
  constructor(readonly breach: Breach) {
    super(`${breach.work} is over its query budget: ${describeCounts(breach)}, at ${breach.at}`);
  }
}
