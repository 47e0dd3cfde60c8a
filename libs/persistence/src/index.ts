export {
  type ConnectionConfig,
  type DatabaseConfig,
  databaseSettings,
  type DatabaseSettings,
} from './database-settings.js';
export { createDataSource, type DataSourceContents, dataSourceOptions } from './data-source.js';
export { migrateCommand } from './migrate-command.js';
export { PersistenceModule, type PersistenceOptions } from './persistence.module.js';
export { deferred } from './connection/deferred.js';
export { sqlState, Transactions, violatedConstraint } from './transactions.js';
export { createInboxTable, dropInboxTable } from './inbox/inbox.table.js';
export { Inbox } from './inbox/inbox.js';
export { createOutboxTable, dropOutboxTable } from './outbox/outbox.table.js';
export { type ClaimedEntry, Outbox, type OutboxEntry, type OutboxStats } from './outbox/outbox.js';
export { newId } from './new-id.js';
export { DatabaseSlowError, isDatabaseSlow } from './database-slow.js';
export { DatabaseUnavailableError, isDatabaseUnavailable } from './database-unavailable.js';
export { type Breach, describeBreach } from './query-budget/breach.js';
export { InvalidQueryBudgetError, type Limits, type WorkBudgets } from './query-budget/limits.js';
export { QueryBudget, type QueryBudgetOptions } from './query-budget/query-budget.js';
export { QueryBudgetExceededError } from './query-budget/query-budget.errors.js';
export type { Tally } from './query-budget/tally.js';
