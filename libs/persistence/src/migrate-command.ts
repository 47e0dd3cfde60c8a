import { type ConfigDefinition, type Environment, loadConfig } from '@breakwater/service-kit';
import { createDataSource, type DataSourceContents } from './data-source.js';
import type { ConnectionConfig, DatabaseSettings } from './database-settings.js';

/** Any number will do, as long as every run of this command uses the same one. */
const MIGRATION_LOCK = 4_801_733;
const LONGEST_MIGRATION_MS = 600_000;

/**
 * The body of a service's migration command: brings its database to the newest schema. Two at the same time wait for each
 * other; run twice, the second does nothing. Prints what it did; a failure leaves the schema as the last whole migration did,
 * and sets the exit code 1.
 */
export async function migrateCommand<S extends DatabaseSettings>(
  definition: ConfigDefinition<S>,
  migrations: NonNullable<DataSourceContents['migrations']>,
  env: Environment,
): Promise<void> {
  try {
    // The compiler does not conclude this from `S extends DatabaseSettings`.
    const config = loadConfig(definition, env) as unknown as ConnectionConfig;
    const done = await migrate(config, migrations);
    for (const name of done) process.stdout.write(`${definition.service}: migrated: ${name}\n`);
    if (done.length === 0) process.stdout.write(`${definition.service}: the schema is up to date\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${definition.service}: migration failed: ${reason}\n`);
    process.exitCode = 1;
  }
}

/** @returns names of the migrations that were run */
async function migrate(
  config: ConnectionConfig,
  migrations: NonNullable<DataSourceContents['migrations']>,
): Promise<string[]> {
  const dataSource = createDataSource(
    {
      ...config,
      databasePoolSize: 2,
      databaseStatementTimeoutMs: LONGEST_MIGRATION_MS,
      databaseIdleInTransactionTimeoutMs: LONGEST_MIGRATION_MS,
    },
    { migrations },
  );
  await dataSource.initialize();
  try {
    // Held by a session of its own, which ends with the data source: also when a migration fails.
    await dataSource.createQueryRunner().query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return (await dataSource.runMigrations({ transaction: 'each' })).map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
