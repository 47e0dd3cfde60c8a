import { events, MAX_CHANGES_PER_EVENT, sku } from '@breakwater/contracts';
import { EventPublisher } from '@breakwater/messaging';
import { Outbox, Transactions } from '@breakwater/persistence';
import { createTestDatabase, type TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../src/database/migrations/index.js';
import { generateCatalogue } from '../src/database/seed/generate-catalogue.js';
import { seedInventory, type SeedResult } from '../src/database/seed/seed-inventory.js';

const UNTIL = new Date('2026-11-20T12:00:00Z');

describe('seed', () => {
  let first: TestDatabase;
  let second: TestDatabase;
  let result: SeedResult;

  const seed = ({ dataSource }: TestDatabase, until = UNTIL): Promise<SeedResult> => {
    const outbox = new Outbox(dataSource);
    const transactions = new Transactions(dataSource);
    return seedInventory(transactions, new EventPublisher(outbox, transactions), until);
  };

  beforeAll(async () => {
    [first, second] = await Promise.all([createTestDatabase({ migrations }), createTestDatabase({ migrations })]);
    result = await seed(first);
    await seed(second);
  });
  afterAll(() => Promise.all([first.drop(), second.drop()]));

  it('makes at least 5,000 products with sensible names, prices and weights', () => {
    const products = generateCatalogue();
    expect(products.length).toBeGreaterThanOrEqual(5_000);
    expect(new Set(products.map((product) => product.category)).size).toBe(40);
    expect(new Set(products.map((product) => product.sku)).size).toBe(products.length);
    expect(new Set(products.map((product) => product.name)).size).toBe(products.length);
    for (const product of products) {
      expect(sku.safeParse(product.sku).success).toBe(true);
      expect(product.name).toMatch(/^[A-Z][\w' -]{4,60}$/);
      expect(product.price).toBeGreaterThanOrEqual(29);
      expect(product.price).toBeLessThanOrEqual(4_995);
      expect(product.weightGrams).toBeGreaterThan(0);
      expect(product.available).toBeGreaterThanOrEqual(200);
      expect(product.available).toBeLessThanOrEqual(5_000);
    }
  });

  it('says what it did', () => {
    const products = generateCatalogue().length;
    expect(result).toMatchObject({
      seeded: true,
      categories: 40,
      products,
      events: Math.ceil(products / MAX_CHANGES_PER_EVENT) * 2,
    });
  });

  it('makes the same shop every time', async () => {
    const fingerprint = async ({ dataSource }: TestDatabase) =>
      dataSource.query<unknown[]>(
        `SELECT (SELECT md5(string_agg(category::text, ',' ORDER BY slug)) FROM category) AS categories,
           (SELECT md5(string_agg(product::text, ',' ORDER BY sku)) FROM product) AS products,
           (SELECT md5(string_agg(stock::text, ',' ORDER BY sku)) FROM stock) AS stock,
           (SELECT md5(string_agg(movement::text, ',' ORDER BY sku, reason, reference)) FROM stock_movement movement) AS movements,
           (SELECT md5(string_agg(body::jsonb ->> 'payload', ',' ORDER BY position)) FROM outbox) AS events`,
      );
    expect(await fingerprint(second)).toEqual(await fingerprint(first));
  });

  it('does nothing the second time, also when the shop has changed since', async () => {
    await second.dataSource.query(`UPDATE product SET version = 2, price_amount = 1 WHERE sku = 'BW-01-001'`);
    const counts = `SELECT (SELECT count(*) FROM stock_movement) AS movements, (SELECT count(*) FROM outbox) AS events,
      (SELECT sum(price_amount) FROM product) AS prices`;
    const before = await second.dataSource.query<unknown[]>(counts);
    expect(await seed(second, new Date())).toEqual({ seeded: false, products: generateCatalogue().length });
    expect(await second.dataSource.query<unknown[]>(counts)).toEqual(before);
  });

  it('leaves a ledger that adds up, is never below zero and covers 40 days', async () => {
    const [ledger] = await first.dataSource.query<[Record<string, unknown>]>(
      `WITH running AS (
         SELECT sku, at, sum(delta) OVER (PARTITION BY sku ORDER BY at) AS balance FROM stock_movement)
       SELECT (SELECT count(*)::int FROM stock_movement) AS movements,
         (SELECT min(balance)::int >= 0 FROM running) AS "neverBelowZero",
         (SELECT extract(epoch FROM max(at) - min(at)) / 86400 FROM running)::float8 AS days,
         (SELECT max(at) <= $1 FROM running) AS "endsInTime",
         (SELECT count(*)::int FROM stock LEFT JOIN (SELECT sku, sum(delta) AS total FROM stock_movement GROUP BY sku) ledger
            USING (sku) WHERE stock.available <> coalesce(total, 0)) AS wrong`,
      [UNTIL],
    );
    expect(ledger).toMatchObject({ neverBelowZero: true, endsInTime: true, wrong: 0 });
    expect(ledger['movements']).toBeGreaterThan(190_000);
    expect(ledger['days']).toBeGreaterThan(39.9);
    expect(ledger['days']).toBeLessThanOrEqual(40);
  });

  it('tells of every product and every level in events that keep the contract', async () => {
    const rows = await first.dataSource.query<{ type: 'product.changed' | 'stock.level-changed'; body: string }[]>(
      `SELECT type, body FROM outbox ORDER BY position`,
    );
    const told = { 'product.changed': new Set<string>(), 'stock.level-changed': new Set<string>() };
    for (const { type, body } of rows) {
      const { payload } = JSON.parse(body) as { payload: unknown };
      if (type === 'product.changed')
        events[type].payload.parse(payload).products.forEach((product) => told[type].add(product.sku));
      else events[type].payload.parse(payload).levels.forEach((level) => told[type].add(level.sku));
    }
    expect(told['product.changed'].size).toBe(generateCatalogue().length);
    expect(told['stock.level-changed']).toEqual(told['product.changed']);
  });
});
