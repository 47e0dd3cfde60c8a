import { EventPublisher } from '@breakwater/messaging';
import { createDataSource, Outbox, Transactions } from '@breakwater/persistence';
import { loadConfig } from '@breakwater/service-kit';
import { inventoryConfig } from '../config.js';
import { seedInventory, type SeedResult } from './seed/seed-inventory.js';

/** Far above what it takes, for slow disks. */
const LONGEST_STATEMENT_MS = 120_000;

async function seed(): Promise<SeedResult> {
  const config = loadConfig(inventoryConfig, process.env);
  const dataSource = createDataSource({
    ...config,
    databasePoolSize: 1,
    databaseStatementTimeoutMs: LONGEST_STATEMENT_MS,
  });
  try {
    await dataSource.initialize();
    const outbox = new Outbox(dataSource);
    const transactions = new Transactions(dataSource);
    return await seedInventory(transactions, new EventPublisher(outbox, transactions), new Date());
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

const describe = (result: SeedResult, tookMs: number): string =>
  result.seeded
    ? `seeded ${result.products} products in ${result.categories} categories, ${result.movements} stock movements ` +
      `and ${result.events} events in ${(tookMs / 1_000).toFixed(1)} s`
    : `the ${result.products} seeded products are there already, nothing to do`;

const startedAt = Date.now();
try {
  process.stdout.write(`inventory: ${describe(await seed(), Date.now() - startedAt)}\n`);
} catch (error) {
  process.stderr.write(
    `inventory: seeding failed: ${error instanceof Error ? error.message || error.name : String(error)}\n` +
      'It needs a database that is up (DATABASE_URL), migrated (dist/database/migrate.js) and has no products BW-… of its own.\n',
  );
  process.exitCode = 1;
}
