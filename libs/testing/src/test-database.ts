import { randomBytes } from 'node:crypto';
import { createDataSource, type DataSourceContents } from '@breakwater/persistence';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { testServers } from './test-servers.js';

const TEST_TIMEOUTS = {
  databaseConnectTimeoutMs: 5_000,
  databaseStatementTimeoutMs: 20_000,
  databaseIdleInTransactionTimeoutMs: 20_000,
};

export interface TestDatabase {
  /** For DATABASE_URL. */
  url: string;
  /** Connected, for arranging and asserting. */
  dataSource: DataSource;
  /** Disconnects and drops the database. */
  drop(): Promise<void>;
}

/** A migrated database of its own on the run's PostgreSQL. */
export async function createTestDatabase(contents: DataSourceContents = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asSuperuser(`CREATE DATABASE ${name}`);
  const url = new URL(testServers().postgresUrl);
  url.pathname = `/${name}`;
  const dataSource = createDataSource({ databaseUrl: url.href, databasePoolSize: 5, ...TEST_TIMEOUTS }, contents);
  await dataSource.initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  return {
    url: url.href,
    dataSource,
    async drop() {
      await dataSource.destroy();
      await asSuperuser(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testServers().postgresUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
