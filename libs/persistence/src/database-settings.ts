import { type ConfigValues, setting } from '@breakwater/service-kit';
import { z } from 'zod';
import { queryBudgetSettings } from './query-budget/limits.js';

const milliseconds = z.coerce.number().int().min(1).max(600_000);

/**
 * Settings of a service's own database. Every wait is bounded: pg waits for ever for a free connection unless told not to,
 * and PostgreSQL runs a statement and keeps a forgotten transaction for ever unless told not to.
 *
 * @param name of the database and of its login, in the default URL
 */
export const databaseSettings = (name: string) => ({
  databaseUrl: setting('DATABASE_URL', z.url({ protocol: /^postgres(ql)?$/ }), {
    default: `postgres://${name}:${name}@127.0.0.1:54320/${name}`,
    description: "The service's own PostgreSQL database, with its own login",
    secret: true,
  }),
  databasePoolSize: setting('DATABASE_POOL_SIZE', z.coerce.number().int().min(1).max(500), {
    default: 10,
    unit: 'connections',
    description: 'Most connections that one process opens; all processes of all services share what the server allows',
  }),
  databaseConnectTimeoutMs: setting('DATABASE_CONNECT_TIMEOUT_MS', milliseconds, {
    default: 2_000,
    unit: 'ms',
    description: 'Longest wait for a free or a new connection',
  }),
  databaseStatementTimeoutMs: setting('DATABASE_STATEMENT_TIMEOUT_MS', milliseconds, {
    default: 5_000,
    unit: 'ms',
    description: 'PostgreSQL cancels a statement that takes longer',
  }),
  databaseIdleInTransactionTimeoutMs: setting('DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS', milliseconds, {
    default: 10_000,
    unit: 'ms',
    description: 'PostgreSQL ends a session that holds a transaction open without using it',
  }),
  ...queryBudgetSettings,
});

export type DatabaseSettings = ReturnType<typeof databaseSettings>;

/** What {@link databaseSettings} is read into. */
export type DatabaseConfig = Omit<ConfigValues<DatabaseSettings>, 'service'>;

/** What a data source needs of it. */
export type ConnectionConfig = Omit<DatabaseConfig, keyof typeof queryBudgetSettings>;
