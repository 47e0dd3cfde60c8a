import { randomUUID as newId } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, type PostgresServer, removeDataDir, startPostgres } from '@breakwater/embedded';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { JourneyReader, quietPool } from './journeys.js';

/** Between a row's own time and the commit of its transaction. */
const HELD_OPEN_MS = 300;

/** Of the services' tables, what is read. */
const MESSAGE_TABLES = `
  CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid, topic text, type text, body text,
    created_at timestamptz DEFAULT clock_timestamp(), published_at timestamptz);
  CREATE TABLE inbox (consumer text, event_id uuid, handled_at timestamptz DEFAULT clock_timestamp())`;
const ORDER_TABLES = `
  CREATE TABLE order_item (order_id uuid, line integer);
  CREATE TABLE customer_order (status text, placed_at timestamptz)`;

let folder: string;
let server: PostgresServer;
let orders: pg.Pool;
let inventory: pg.Pool;
let reader: JourneyReader;
const urlOf = (service: string) => Object.assign(new URL(server.url), { pathname: `/${service}` }).href;

beforeAll(async () => {
  folder = await makeTemporaryFolder('breakwater-journeys-');
  const dataDir = join(folder, 'postgres');
  server = await startPostgres({ dataDir, port: 0, durable: false, settings: { track_commit_timestamp: 'on' } });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  for (const name of ['orders', 'inventory']) await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  orders = quietPool(urlOf('orders'));
  inventory = quietPool(urlOf('inventory'));
  for (const pool of [orders, inventory]) await pool.query(MESSAGE_TABLES);
  await orders.query(ORDER_TABLES);
  reader = new JourneyReader({ databaseUrl: urlOf });
});
afterAll(async () => {
  await Promise.all([reader.close(), orders.end(), inventory.end()]);
  await server.stop();
  await removeDataDir(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
});

/** Runs the statements in a transaction that commits some time after the last of them. */
async function slowly(pool: pg.Pool, ...statements: [text: string, ...values: unknown[]][]): Promise<void> {
  const client = await pool.connect();
  await client.query('BEGIN');
  for (const [text, ...values] of statements) await client.query(text, values);
  await client.query(`SELECT pg_sleep(${HELD_OPEN_MS / 1_000})`);
  await client.query('COMMIT');
  client.release();
}

const event = (type: string, eventId: string, orderId: string): [string, ...unknown[]] => [
  `INSERT INTO outbox (event_id, topic, type, body) VALUES ($1, 'topic', $2, $3)`,
  eventId,
  type,
  JSON.stringify({ aggregateId: orderId }),
];
const item = (orderId: string): [string, ...unknown[]] => [`INSERT INTO order_item VALUES ($1, 1), ($1, 2)`, orderId];
const handled = (consumer: string, eventId: string): [string, ...unknown[]] => [
  `INSERT INTO inbox (consumer, event_id) VALUES ($1, $2)`,
  consumer,
  eventId,
];

it('follows each order from commit to commit, through both hops', async () => {
  const [orderId, placed, reserved, waiting, waitingEvent] = [newId(), newId(), newId(), newId(), newId()];
  const from = Date.now();
  await slowly(orders, item(orderId), event('order.placed', placed, orderId));
  const placedBy = Date.now();
  await orders.query(`UPDATE outbox SET published_at = clock_timestamp()`);
  await slowly(inventory, handled('inventory-orders', placed), event('stock.reserved', reserved, orderId));
  const reservedBy = Date.now();
  await slowly(orders, handled('orders-progress', reserved));
  const confirmedBy = Date.now();
  await slowly(orders, item(waiting), event('order.placed', waitingEvent, waiting));

  const { placed: first, decided } = await reader.read({ from, to: Date.now() });
  expect(first).toHaveLength(2);
  expect(decided).toHaveLength(1);
  const done = first.find(({ handledAt }) => handledAt !== null);
  // A transaction is held open between its rows and its commit: only commit times come so close to when it returned.
  const near = (at: number | null | undefined, by: number) => {
    expect(at).toBeLessThanOrEqual(by + 1);
    expect(at).toBeGreaterThan(by - HELD_OPEN_MS / 2);
  };
  near(done?.committedAt, placedBy);
  near(done?.handledAt, reservedBy);
  expect(done?.publishedAt).toBeGreaterThan(placedBy - 1);
  expect(decided).toEqual([
    { committedAt: done?.handledAt, publishedAt: null, handledAt: expect.any(Number) as number },
  ]);
  near(decided[0]?.handledAt, confirmedBy);
  expect(first.find(({ handledAt }) => handledAt === null)).toMatchObject({ publishedAt: null });
});

it('counts what a relay published at once', async () => {
  const from = Date.now();
  for (let count = 0; count < 6; count += 1) {
    const [text, ...values] = event('order.placed', newId(), newId());
    await orders.query(text, values);
  }
  const { rows } = await orders.query<{ position: string }>(
    `SELECT position FROM outbox WHERE published_at IS NULL ORDER BY position DESC LIMIT 6`,
  );
  const positions = rows.map(({ position }) => position);
  for (const batch of [positions.slice(0, 4), positions.slice(4)]) {
    await orders.query(`UPDATE outbox SET published_at = clock_timestamp() WHERE position = ANY($1)`, [batch]);
  }
  const { relayBatch } = await reader.read({ from, to: Date.now() });
  expect(relayBatch).toEqual({ orders: 3, inventory: 0 });
});

it('waits for orders that are neither confirmed nor rejected', async () => {
  const from = Date.now() - 1_000;
  await orders.query(
    `INSERT INTO customer_order VALUES ('placed', now()), ('confirmed', now()), ('placed', now() - interval '1 hour')`,
  );
  expect(await reader.undecided(from)).toBe(1);
});
