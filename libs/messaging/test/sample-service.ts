import { type DynamicModule, Injectable, Module, type Type } from '@nestjs/common';
import type { EventOf } from '@breakwater/contracts';
import {
  createInboxTable,
  createOutboxTable,
  databaseSettings,
  dropInboxTable,
  dropOutboxTable,
  PersistenceModule,
} from '@breakwater/persistence';
import { AppError, type ConfigOf, defineConfig, ServiceModule, serviceSettings } from '@breakwater/service-kit';
import {
  createTestDatabase,
  startTestBroker,
  startTestService,
  startTestTokens,
  type TestBroker,
  type TestDatabase,
  type TestService,
  type TestTokens,
} from '@breakwater/testing';
import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { type EventHandler, MessagingModule, messagingSettings, OnEvent } from '../src/index.js';

export const sampleConfig = defineConfig('inventory', {
  ...serviceSettings({ port: 0 }),
  ...databaseSettings('inventory'),
  ...messagingSettings(),
});
type SampleConfig = ConfigOf<typeof sampleConfig>;

export class CreateSample1700000000000 implements MigrationInterface {
  name = 'CreateSample1700000000000';
  async up(queryRunner: QueryRunner): Promise<void> {
    await createOutboxTable(queryRunner);
    await createInboxTable(queryRunner);
    await queryRunner.query('CREATE TABLE effect (event_id uuid, type text, correlation_id text)');
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE effect');
    await dropInboxTable(queryRunner);
    await dropOutboxTable(queryRunner);
  }
}

export class PermanentError extends AppError {
  readonly code = 'permanent';
  readonly status = 422;
}

/** Somebody whom the handler asks is away. */
export class OutageError extends AppError {
  readonly code = 'outage';
  readonly status = 503;
  override readonly retryable = true;
  override readonly outage = true;
}

/** What the sample handler shall do next; a spec sets it. */
@Injectable()
export class Script {
  /** Runs inside the handler, before its effect. */
  onPlaced: (event: EventOf<'order.placed'>) => Promise<void> | void = () => undefined;
  onPrepare: (event: EventOf<'order.cancelled'>) => Promise<void> | void = () => undefined;
}

const record = (tx: EntityManager, event: { id: string; type: string; correlationId: string }) =>
  tx.query('INSERT INTO effect VALUES ($1, $2, $3)', [event.id, event.type, event.correlationId]);

@OnEvent({ queue: 'inventory-orders', type: 'order.placed' })
export class PlacedHandler implements EventHandler<'order.placed'> {
  constructor(private readonly script: Script) {}
  async handle(event: EventOf<'order.placed'>, tx: EntityManager): Promise<void> {
    await record(tx, event);
    await this.script.onPlaced(event);
  }
}

@OnEvent({ queue: 'inventory-orders', type: 'order.cancelled' })
export class CancelledHandler implements EventHandler<'order.cancelled', string> {
  constructor(private readonly script: Script) {}
  async prepare(event: EventOf<'order.cancelled'>): Promise<string> {
    await this.script.onPrepare(event);
    return `prepared ${event.id}`;
  }
  async handle(event: EventOf<'order.cancelled'>, tx: EntityManager, prepared: string): Promise<void> {
    if (prepared !== `prepared ${event.id}`) throw new PermanentError('not what was prepared');
    await record(tx, event);
  }
}

@Module({})
export class SampleModule {
  static register(config: SampleConfig, handlers: Type[]): DynamicModule {
    return {
      module: SampleModule,
      imports: [
        ServiceModule.register(config),
        PersistenceModule.register(config, { entities: [] }),
        MessagingModule.register(config, { service: 'inventory' }),
      ],
      providers: [Script, ...handlers],
    };
  }
}

export interface Sample {
  database: TestDatabase;
  broker: TestBroker;
  tokens: TestTokens;
  service: TestService<(typeof sampleConfig)['settings']>;
  script: Script;
  /** Event ids that took effect. */
  effects(): Promise<string[]>;
  stop(): Promise<void>;
}

export interface SampleOptions {
  endpoint?: string;
  env?: Record<string, string>;
  /** Another instance of this one: same database, queues and tokens, which go when that one stops. */
  beside?: Sample;
  /** Default: the sample's own two. */
  handlers?: Type[];
}

/** A service that consumes inventory's queue and records each event that took effect. */
export async function startSample(options: SampleOptions = {}): Promise<Sample> {
  const { beside, handlers = [PlacedHandler, CancelledHandler] } = options;
  const [database, broker, tokens] = beside
    ? [beside.database, beside.broker, beside.tokens]
    : await Promise.all([
        createTestDatabase({ migrations: [CreateSample1700000000000] }),
        startTestBroker(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
        startTestTokens(),
      ]);
  const service = await startTestService({
    definition: sampleConfig,
    register: (config) => SampleModule.register(config, handlers),
    env: { DATABASE_URL: database.url, JWKS_URL: tokens.jwksUrl, ...broker.env, ...options.env },
  });
  return {
    database,
    broker,
    tokens,
    service,
    script: service.app.get(Script),
    effects: async () =>
      (await database.dataSource.query<{ event_id: string }[]>('SELECT event_id FROM effect')).map(
        (row) => row.event_id,
      ),
    async stop() {
      await service.stop();
      if (beside) return;
      await Promise.all([broker.close(), tokens.close(), database.drop()]);
    },
  };
}
