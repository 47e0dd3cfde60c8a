import { createLogger, Logger, metrics } from '@breakwater/service-kit';
import { createTestDatabase, startTestService, type TestDatabase, type TestService } from '@breakwater/testing';
import { type Breach, QueryBudget, type Tally, type WorkBudgets } from '../../src/index.js';
import { Book, definition, LibraryModule } from './library.js';

export interface Library {
  service: TestService<(typeof definition)['settings']>;
  database: TestDatabase;
  /** What was flagged since the last look. */
  flagged(): Breach[];
  /** Work that asked the database, since the last look. */
  begun(): Tally[];
  /** Log lines of the query budget since the last look. */
  lines(): Record<string, unknown>[];
  stop(): Promise<void>;
}

export async function startLibrary(env: Record<string, string> = {}, budgets?: WorkBudgets): Promise<Library> {
  const database = await createTestDatabase({ entities: [Book] });
  await database.dataSource.query('CREATE TABLE book (id integer PRIMARY KEY, title text NOT NULL)');
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { service: 'library', logLevel: 'warn' },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const service = await startTestService({
    definition,
    register: (config) => LibraryModule.register(config, budgets),
    env: { DATABASE_URL: database.url, ...env },
    customize: (builder) => builder.overrideProvider(Logger).useValue(logger),
  });
  const budget = service.app.get(QueryBudget);
  const breaches: Breach[] = [];
  const tallies: Tally[] = [];
  budget.whenFlagged((breach) => breaches.push(breach));
  budget.whenBegun((tally) => tallies.push(tally));
  return {
    service,
    database,
    flagged: () => breaches.splice(0),
    begun: () => tallies.splice(0),
    lines: () => lines.splice(0).filter(({ component }) => component === 'query-budget'),
    async stop() {
      try {
        await service.stop();
      } finally {
        await database.drop();
      }
    },
  };
}

/** The value of a series, such as `database_pool_size`; 0 while there is none. */
export async function metricOf(series: string): Promise<number> {
  const line = (await metrics.metrics()).split('\n').find((found) => found.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}
