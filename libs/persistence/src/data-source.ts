import pg from 'pg';
import { DataSource, type DataSourceOptions, type Logger as QueryLogger, type MixedList } from 'typeorm';
import type { ConnectionConfig } from './database-settings.js';
import { FairPool } from './connection/fair-pool.js';
import { PreparingClient } from './connection/preparing-client.js';

const driver: unknown = Object.create(pg, { Pool: { value: FairPool } });

/** Entity or migration classes. */
type Classes = MixedList<Function>;

export interface DataSourceContents {
  entities?: Classes;
  migrations?: Classes;
  /** Sees every statement before it is sent. */
  queryLogger?: QueryLogger;
}

/**
 * Options of a data source that never waits for ever and never changes the schema by itself.
 *
 * @param config from {@link databaseSettings}
 */
export function dataSourceOptions(config: ConnectionConfig, contents: DataSourceContents = {}): DataSourceOptions {
  return {
    type: 'postgres',
    driver,
    url: config.databaseUrl,
    entities: contents.entities ?? [],
    migrations: contents.migrations ?? [],
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    poolSize: config.databasePoolSize,
    ...(contents.queryLogger ? { logger: contents.queryLogger, logging: true as const } : {}),
    extra: {
      connectionTimeoutMillis: config.databaseConnectTimeoutMs,
      statement_timeout: config.databaseStatementTimeoutMs,
      idle_in_transaction_session_timeout: config.databaseIdleInTransactionTimeoutMs,
      keepAlive: true,
      // Of the pool's connections.
      Client: PreparingClient,
    },
  };
}

/** A data source of {@link dataSourceOptions}, not yet connected. */
export function createDataSource(config: ConnectionConfig, contents: DataSourceContents = {}): DataSource {
  return new DataSource(dataSourceOptions(config, contents));
}
