import { type DynamicModule, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ErrorTranslations, HealthRegistry, Logger } from '@breakwater/service-kit';
import { DataSource } from 'typeorm';
import { DatabaseSlowError, isDatabaseSlow } from './database-slow.js';
import { DatabaseUnavailableError, isDatabaseUnavailable } from './database-unavailable.js';
import { type DataSourceContents, dataSourceOptions } from './data-source.js';
import type { DatabaseConfig } from './database-settings.js';
import { Inbox } from './inbox/inbox.js';
import { Outbox } from './outbox/outbox.js';
import { showPool } from './pool-metrics.js';
import { CountingDataSource } from './query-budget/counting-data-source.js';
import type { WorkBudgets } from './query-budget/limits.js';
import { QueryBudget } from './query-budget/query-budget.js';
import { Transactions } from './transactions.js';

export interface PersistenceOptions extends Pick<DataSourceContents, 'entities' | 'queryLogger'> {
  /** Query budgets of routes and messages for which the service's own (see {@link QueryBudget}) is not enough. */
  budgets?: WorkBudgets;
}

/**
 * A service's own database: the data source, {@link Transactions}, {@link Outbox}, {@link Inbox}, {@link QueryBudget}, and the
 * readiness check `database`. Global. Migrations are a command of their own: N replicas that migrate while they start would race.
 */
@Module({})
export class PersistenceModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private hidePool: () => void = () => undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly health: HealthRegistry,
    private readonly errors: ErrorTranslations,
    private readonly budget: QueryBudget,
    private readonly logger: Logger,
  ) {}

  /** @throws InvalidQueryBudgetError */
  static register(config: DatabaseConfig, { budgets, ...contents }: PersistenceOptions): DynamicModule {
    const budget = new QueryBudget({
      mode: config.queryBudgetMode,
      statements: config.queryBudgetStatements,
      repeats: config.queryBudgetRepeats,
      budgets,
    });
    const options = dataSourceOptions(config, contents);
    return {
      module: PersistenceModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...options, retryAttempts: 20, retryDelay: 500 }),
          dataSourceFactory: () =>
            Promise.resolve(budget.mode === 'off' ? new DataSource(options) : new CountingDataSource(options, budget)),
        }),
      ],
      providers: [{ provide: QueryBudget, useValue: budget }, Transactions, Outbox, Inbox],
      exports: [TypeOrmModule, QueryBudget, Transactions, Outbox, Inbox],
    };
  }

  onApplicationBootstrap(): void {
    this.errors.register((error) => (isDatabaseUnavailable(error) ? new DatabaseUnavailableError(error) : undefined));
    this.errors.register((error) => (isDatabaseSlow(error) ? new DatabaseSlowError(error) : undefined));
    this.health.register('database', async () => {
      await this.dataSource.query('SELECT 1');
    });
    const log = this.logger.child('query-budget');
    // A line for each: it is one request's loop that has to be found, and each such line says that it is still there.
    this.budget.whenFlagged(({ limits, ...breach }) => {
      log.warn({ ...breach, mostStatements: limits.statements, loopAt: limits.repeats }, 'query budget exceeded');
    });
    this.hidePool = showPool(this.dataSource);
  }

  onApplicationShutdown(): void {
    this.hidePool();
  }
}
