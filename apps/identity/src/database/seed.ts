import { createDataSource, sqlState } from '@breakwater/persistence';
import { loadConfig } from '@breakwater/service-kit';
import { Customer } from '../customers/customer.entity.js';
import { seedAccounts } from './seed-accounts.js';
import { accountsOf, seedConfig } from './seed.config.js';

const UNDEFINED_TABLE = '42P01';

try {
  const config = loadConfig(seedConfig, process.env);
  const dataSource = createDataSource({ ...config, databasePoolSize: 1 }, { entities: [Customer] });
  await dataSource.initialize();
  try {
    const done = await seedAccounts(dataSource, accountsOf(config));
    for (const line of done) process.stdout.write(`identity: ${line}\n`);
  } finally {
    await dataSource.destroy();
  }
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const wayOut = sqlState(error) === UNDEFINED_TABLE ? '; migrate the database first (database/migrate.js)' : '';
  process.stderr.write(`identity: the seed failed: ${reason}${wayOut}\n`);
  process.exitCode = 1;
}
