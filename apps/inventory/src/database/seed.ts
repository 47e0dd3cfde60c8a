import { BrokerConnection, EventPublisher, OutboxRelay, SnsPublisher } from '@breakwater/messaging';
import { createDataSource, Outbox, Transactions } from '@breakwater/persistence';
import { loadConfig, loggerOf } from '@breakwater/service-kit';
import { inventoryConfig } from '../config.js';
import { seedInventory, type SeedResult } from './seed/seed-inventory.js';

/** Far above what it takes, for slow disks. */
const LONGEST_STATEMENT_MS = 120_000;

const describe = (result: SeedResult, tookMs: number): string =>
  result.seeded
    ? `seeded ${result.products} products in ${result.categories} categories, ${result.movements} stock movements and ${result.events} events in ${(tookMs / 1_000).toFixed(1)} s`
    : `the ${result.products} seeded products are there already, nothing to do`;

const config = loadConfig(inventoryConfig, process.env);
const dataSource = createDataSource({
  ...config,
  databasePoolSize: 1,
  databaseStatementTimeoutMs: LONGEST_STATEMENT_MS,
});
try {
  const startedAt = Date.now();
  await dataSource.initialize();
  const outbox = new Outbox(dataSource);
  const transactions = new Transactions(dataSource);
  // Never started: the events wait in the outbox for the service's own relay.
  const relay = new OutboxRelay(outbox, new SnsPublisher(new BrokerConnection(config)), config, loggerOf(config));
  const result = await seedInventory(transactions, new EventPublisher(outbox, transactions, relay), new Date());
  process.stdout.write(`inventory: ${describe(result, Date.now() - startedAt)}\n`);
} catch (error) {
  process.stderr.write(
    `inventory: seeding failed: ${error instanceof Error ? error.message : String(error)}\n` +
      'Is the database up (DATABASE_URL) and migrated (dist/database/migrate.js)?\n',
  );
  process.exitCode = 1;
} finally {
  if (dataSource.isInitialized) await dataSource.destroy();
}
