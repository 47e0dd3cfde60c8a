import { createDataSource } from '@breakwater/persistence';
import { loadConfig } from '@breakwater/service-kit';
import { Customer } from '../customers/customer.entity.js';
import { seedAccounts } from './seed-accounts.js';
import { seedConfig } from './seed.config.js';

try {
  const config = loadConfig(seedConfig, process.env);
  const dataSource = createDataSource({ ...config, databasePoolSize: 1 }, { entities: [Customer] });
  await dataSource.initialize();
  try {
    const done = await seedAccounts(dataSource, [
      {
        email: config.demoCustomerEmail,
        password: config.demoCustomerPassword,
        name: 'Demo Customer',
        role: 'customer',
      },
      { email: config.adminEmail, password: config.adminPassword, name: 'Shop Administrator', role: 'admin' },
    ]);
    for (const line of done) process.stdout.write(`identity: ${line}\n`);
  } finally {
    await dataSource.destroy();
  }
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`identity: the seed failed: ${reason}\nMigrate the database first, then seed it again.\n`);
  process.exitCode = 1;
}
