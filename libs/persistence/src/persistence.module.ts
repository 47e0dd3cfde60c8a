import { type DynamicModule, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ErrorTranslations, HealthRegistry } from '@breakwater/service-kit';
import { DataSource } from 'typeorm';
import { DatabaseUnavailableError, isDatabaseUnavailable } from './database-unavailable.js';
import { type DataSourceContents, dataSourceOptions } from './data-source.js';
import type { DatabaseConfig } from './database-settings.js';
import { Inbox } from './inbox/inbox.js';
import { Outbox } from './outbox/outbox.js';
import { Transactions } from './transactions.js';

/**
 * A service's own database: the data source, {@link Transactions}, {@link Outbox}, {@link Inbox}, and the readiness check
 * `database`. Global. Migrations are a command of their own: N replicas that migrate while they start would race.
 */
@Module({})
export class PersistenceModule implements OnApplicationBootstrap {
  constructor(
    private readonly dataSource: DataSource,
    private readonly health: HealthRegistry,
    private readonly errors: ErrorTranslations,
  ) {}

  static register(
    config: DatabaseConfig,
    contents: Pick<DataSourceContents, 'entities' | 'queryLogger'>,
  ): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(config, contents), retryAttempts: 20, retryDelay: 500 })],
      providers: [Transactions, Outbox, Inbox],
      exports: [TypeOrmModule, Transactions, Outbox, Inbox],
    };
  }

  onApplicationBootstrap(): void {
    this.errors.register((error) => (isDatabaseUnavailable(error) ? new DatabaseUnavailableError(error) : undefined));
    this.health.register('database', async () => {
      await this.dataSource.query('SELECT 1');
    });
  }
}
