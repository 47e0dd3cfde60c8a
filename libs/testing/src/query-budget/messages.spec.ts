import { type AnyEvent, type EventType } from '@breakwater/contracts';
import { type EventHandler, EventProcessor } from '@breakwater/messaging';
import {
  createInboxTable,
  databaseSettings,
  dropInboxTable,
  Inbox,
  PersistenceModule,
  QueryBudget,
  Transactions,
} from '@breakwater/persistence';
import {
  type ConfigOf,
  createLogger,
  currentContext,
  defineConfig,
  ServiceModule,
  serviceSettings,
} from '@breakwater/service-kit';
import { Module } from '@nestjs/common';
import { DataSource, type EntityManager, type MigrationInterface, type QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildEvent } from '../event-builders.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { startTestService, type TestService } from '../test-service.js';
import { expectQueryBudget } from './expect-query-budget.js';

const definition = defineConfig('keeper', { ...serviceSettings({ port: 0 }), ...databaseSettings('keeper') });

@Module({})
class KeeperModule {
  static register = (config: ConfigOf<typeof definition>) => ({
    module: KeeperModule,
    imports: [ServiceModule.register(config), PersistenceModule.register(config, { entities: [] })],
  });
}

class CreateInbox1700000000000 implements MigrationInterface {
  name = 'CreateInbox1700000000000';
  up = (queryRunner: QueryRunner) => createInboxTable(queryRunner);
  down = (queryRunner: QueryRunner) => dropInboxTable(queryRunner);
}

const event = () => buildEvent('stock.reserved', { orderId: '01890000-0000-7000-8000-000000000000' });

describe('the statements of a message', () => {
  let database: TestDatabase;
  const services: TestService<(typeof definition)['settings']>[] = [];

  beforeAll(async () => {
    database = await createTestDatabase({ migrations: [CreateInbox1700000000000] });
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop().catch(() => undefined)));
    await database.drop();
  });

  /** A service and a way to give it events, whose handler asks its database so often. */
  const start = async (mode: string, statements: number) => {
    const env = { DATABASE_URL: database.url, QUERY_BUDGET_MODE: mode };
    const service = await startTestService({ definition, register: KeeperModule.register, env });
    services.push(service);
    const logger = createLogger({ service: 'keeper', logLevel: 'silent' });
    const processor = new EventProcessor(
      service.app.get(Transactions),
      service.app.get(Inbox),
      service.app.get(DataSource),
      logger,
    );
    const handler: EventHandler<EventType> = {
      async handle(_event: AnyEvent, tx: EntityManager) {
        for (let asked = 0; asked < statements; asked += 1) await tx.query(`SELECT ${asked}`);
      },
    };
    const deliver = (delivered: AnyEvent) =>
      processor.process('orders-progress', new Map([['stock.reserved', handler]]), {
        messageId: delivered.id,
        receiptHandle: delivered.id,
        body: JSON.stringify(delivered),
        receiveCount: 1,
        attributes: {},
      });
    return { service, deliver };
  };

  it('count with the inbox, and are flagged by queue and type', async () => {
    const { service, deliver } = await start('warn', 5);
    const flagged: unknown[] = [];
    service.app.get(QueryBudget).whenFlagged((breach) => {
      flagged.push({ ...breach, correlationId: currentContext()?.correlationId });
    });
    const delivered = event();
    expect(await deliver(delivered)).toEqual({ kind: 'handled' });
    expect(flagged).toEqual([
      expect.objectContaining({
        correlationId: delivered.correlationId,
        work: 'orders-progress stock.reserved',
        reason: 'repeats',
        statements: 6,
        times: 5,
        at: expect.stringMatching(/^libs\/testing\/src\/query-budget\/messages\.spec\.ts:\d+$/),
      }),
    ]);
  });

  it('that keep the budget are nobody’s concern', async () => {
    const { service, deliver } = await start('fail', 4);
    await expectQueryBudget(service, () => deliver(event()), { statements: 5 });
    await service.stop();
  });

  it('beyond the budget make a dead letter in mode fail, and take no effect', async () => {
    const { service, deliver } = await start('fail', 5);
    const refused = event();
    expect(await deliver(refused)).toMatchObject({
      kind: 'dead-letter',
      reason: 'not-retryable',
      detail: expect.stringContaining('QueryBudgetExceededError: orders-progress stock.reserved is over'),
    });
    expect(await database.dataSource.query('SELECT 1 FROM inbox WHERE event_id = $1', [refused.id])).toEqual([]);
    await expect(service.stop()).rejects.toThrow('orders-progress stock.reserved is over its query budget');
  });
});
