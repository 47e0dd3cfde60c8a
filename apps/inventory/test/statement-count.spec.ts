import type { EventType } from '@breakwater/contracts';
import { type EventHandler, EventProcessor, EventPublisher } from '@breakwater/messaging';
import { Inbox, Outbox, Transactions } from '@breakwater/persistence';
import { createLogger } from '@breakwater/service-kit';
import { createTestDatabase, type TestDatabase } from '@breakwater/testing';
import type { Logger as QueryLogger } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../src/database/migrations/index.js';
import { OrderCancelledHandler } from '../src/reservations/on-order-cancelled.handler.js';
import { OrderPlacedHandler } from '../src/reservations/on-order-placed.handler.js';
import { ReservationsRepository } from '../src/reservations/reservations.repository.js';
import { ReservationsService } from '../src/reservations/reservations.service.js';
import { orderCancelled, orderPlaced } from './inventory-fixture.js';

const LINES = 40;
/** Stock rows may be locked for as long as they take; START TRANSACTION and COMMIT count. */
const MOST_STATEMENTS = 7;

describe('statements per message', () => {
  const statements: string[] = [];
  let database: TestDatabase;
  let handle: (event: ReturnType<typeof orderPlaced> | ReturnType<typeof orderCancelled>) => Promise<unknown>;

  beforeAll(async () => {
    const ignore = () => undefined;
    const queryLogger: QueryLogger = {
      logQuery: (query) => statements.push(query),
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    };
    database = await createTestDatabase({ migrations, queryLogger });
    const { dataSource } = database;
    await dataSource.query(`INSERT INTO category VALUES ('c', 'C')`);
    await dataSource.query(
      `INSERT INTO product SELECT 'COUNT-' || n, 'P', 'c', 100, 'GBP', 1 FROM generate_series(1, ${LINES}) AS n`,
    );
    await dataSource.query(`INSERT INTO stock SELECT sku, 100 FROM product`);

    const logger = createLogger({ service: 'inventory', logLevel: 'silent' });
    const outbox = new Outbox(dataSource);
    const transactions = new Transactions(dataSource);
    const publisher = new EventPublisher(outbox, transactions);
    const reservations = new ReservationsService(new ReservationsRepository());
    const processor = new EventProcessor(transactions, new Inbox(dataSource), dataSource, logger);
    const handlers = new Map<EventType, EventHandler<EventType, unknown>>([
      ['order.placed', new OrderPlacedHandler(reservations, publisher, transactions, logger)],
      ['order.cancelled', new OrderCancelledHandler(reservations, publisher, logger)],
    ]);
    handle = (event) =>
      processor.process('inventory-orders', handlers, {
        messageId: event.id,
        body: JSON.stringify(event),
        receiptHandle: event.id,
        receiveCount: 1,
        attributes: {},
      });
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    statements.length = 0;
  });

  const everyProduct = (quantity: number) =>
    Array.from({ length: LINES }, (_, index) => [`COUNT-${index + 1}`, quantity] as const);

  it('reserves an order of 40 lines with few', async () => {
    expect(await handle(orderPlaced(everyProduct(1)))).toEqual({ kind: 'handled' });
    expect(statements).toHaveLength(MOST_STATEMENTS);
  });

  it('rejects one with few', async () => {
    expect(await handle(orderPlaced(everyProduct(1_000)))).toEqual({ kind: 'handled' });
    expect(statements).toHaveLength(MOST_STATEMENTS);
  });

  it('gives one back with few', async () => {
    const placed = orderPlaced(everyProduct(1));
    await handle(placed);
    statements.length = 0;
    expect(await handle(orderCancelled(placed.payload.orderId))).toEqual({ kind: 'handled' });
    expect(statements).toHaveLength(MOST_STATEMENTS);
  });

  it('looks at a repeated message with three', async () => {
    const placed = orderPlaced(everyProduct(1));
    await handle(placed);
    statements.length = 0;
    expect(await handle(placed)).toEqual({ kind: 'repeated' });
    expect(statements).toHaveLength(3);
  });
});
