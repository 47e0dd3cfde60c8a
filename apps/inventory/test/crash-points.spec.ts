import 'reflect-metadata';
import {
  type CrashPoint,
  crashService,
  endLeases,
  everythingPublished,
  handledEvents,
  publishedIds,
  redeliver,
  type TestDatabase,
  waitUntil,
  writtenEvents,
} from '@breakwater/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { orderPlaced, startService, startSurroundings, type Surroundings } from './inventory-fixture.js';

/** Of a test: two starts of the service, and its compilation before the first. */
const TIMEOUT_MS = 60_000;
const QUEUE = 'inventory-orders';
const SKU = '85123A';
/** In stock before the order, which takes 3. */
const AVAILABLE = 10;

let around: Surroundings;
beforeEach(async ({ onTestFinished }) => {
  around = await startSurroundings();
  onTestFinished(() => around.stop());
  await stock(around.database);
});

/** A product of which there are so many, without the events that would tell of it. */
async function stock({ dataSource }: TestDatabase): Promise<void> {
  await dataSource.query(`INSERT INTO category (slug, name) VALUES ('wares', 'Wares')`);
  await dataSource.query(
    `INSERT INTO product (sku, name, category_slug, price_amount, price_currency, weight_grams)
     VALUES ($1, 'White hanging heart', 'wares', 255, 'GBP', 200)`,
    [SKU],
  );
  await dataSource.query(`INSERT INTO stock (sku, available) VALUES ($1, $2)`, [SKU, AVAILABLE]);
  await dataSource.query(
    `INSERT INTO stock_movement (sku, reason, reference, delta) VALUES ($1, 'restock', 'first', $2)`,
    [SKU, AVAILABLE],
  );
}

/** Stock, its ledger (oldest first) and every reservation. */
async function books({ dataSource }: TestDatabase): Promise<unknown> {
  const stocks = await dataSource.query<unknown[]>(`SELECT available, reserved FROM stock`);
  const ledger = await dataSource.query<{ delta: number }[]>(`SELECT delta FROM stock_movement ORDER BY at`);
  const reservations = await dataSource.query<{ state: string }[]>(`SELECT state FROM reservation`);
  return { stocks, ledger: ledger.map(({ delta }) => delta), reservations: reservations.map(({ state }) => state) };
}

const untouched = { stocks: [{ available: 10, reserved: 0 }], ledger: [10], reservations: [] };
const reserved = { stocks: [{ available: 7, reserved: 3 }], ledger: [10, -3], reservations: ['reserved'] };

describe('killed while it reserves, inventory reserves once, to the unit', () => {
  it.each<{ point: CrashPoint; committed: boolean; published: number }>([
    { point: 'before commit', committed: false, published: 0 },
    { point: 'after commit, before publish', committed: true, published: 0 },
    { point: 'after publish, before marking', committed: true, published: 1 },
    { point: 'after commit, before delete', committed: true, published: 0 },
  ])(
    '$point',
    async ({ point, committed, published }) => {
      const { database, broker, spy } = around;
      const event = orderPlaced([[SKU, 3]]);
      await crashService(
        { folder: new URL('..', import.meta.url), env: around.env, crash: { point, writing: 'stock.reserved' } },
        () => broker.publish(event),
      );

      expect(await books(database)).toEqual(committed ? reserved : untouched);
      expect(await handledEvents(database)).toBe(committed ? 1 : 0);
      expect(await writtenEvents(database)).toEqual(
        committed
          ? [
              { type: 'stock.level-changed', published: false },
              { type: 'stock.reserved', published: false },
            ]
          : [],
      );
      await waitUntil('what was published', () => spy.of('stock.reserved').length === published);

      await endLeases(database);
      const service = await startService(around);
      onTestFinished(() => service.stop());
      await redeliver(broker, QUEUE, event);
      await waitUntil('stock.reserved to go out', () => spy.of('stock.reserved').length > published);
      await everythingPublished(database);
      expect(await books(database)).toEqual(reserved);
      expect(await handledEvents(database)).toBe(1);
      expect(await writtenEvents(database)).toEqual([
        { type: 'stock.level-changed', published: true },
        { type: 'stock.reserved', published: true },
      ]);
      expect(publishedIds(spy, 'stock.reserved')).toHaveLength(1);
      expect(publishedIds(spy, 'stock.level-changed')).toHaveLength(1);
      expect(await broker.countDeadLetters(QUEUE)).toBe(0);
    },
    TIMEOUT_MS,
  );
});
