import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../temporary-folder.js';
import { ensureDatabases } from './databases.js';
import { startPostgres, type PostgresServer } from './server.js';

const orders = { name: 'orders', password: 'orders-secret' };
const inventory = { name: 'inventory', password: "it's a secret", connectionLimit: 2 };
let folder: string;
let server: PostgresServer;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  server = await startPostgres({ dataDir: join(folder, 'data'), port: 0, durable: false, maxConnections: 20 });
  await ensureDatabases(server.url, [orders, inventory]);
}, 60_000);

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

it('lets a login into its own database, as owner', async () => {
  await query(server.urlFor(orders), 'CREATE TABLE own (id int)');
  const rows = await query(server.urlFor(orders), 'SELECT current_user AS who, current_database() AS db');
  expect(rows).toEqual([{ who: 'orders', db: 'orders' }]);
});

it.each(['inventory', 'postgres', 'template1'])('does not let a login connect to the database %s', async (database) => {
  const url = new URL(server.urlFor(orders));
  url.pathname = `/${database}`;
  await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
});

it('refuses a wrong password', async () => {
  await expect(query(server.urlFor({ ...orders, password: 'guess' }), 'SELECT 1')).rejects.toMatchObject({
    code: '28P01',
  });
});

it('holds a login to its share of the connections', async () => {
  const clients = [1, 2, 3].map(() => new pg.Client({ connectionString: server.urlFor(inventory) }));
  const results = [];
  for (const client of clients)
    results.push(
      await client.connect().then(
        () => 'in',
        (error: { code?: string }) => error.code,
      ),
    );
  await Promise.all(clients.slice(0, 2).map((client) => client.end()));
  expect(results).toEqual(['in', 'in', '53300']);
});

it('may be asked again: databases stay, a changed password counts', async () => {
  await query(server.urlFor(orders), 'CREATE TABLE kept (id int)');
  expect(await ensureDatabases(server.url, [{ ...orders, password: 'changed' }])).toEqual([]);
  await expect(query(server.urlFor(orders), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  expect(await query(server.urlFor({ ...orders, password: 'changed' }), 'SELECT count(*)::int AS n FROM kept')).toEqual(
    [{ n: 0 }],
  );
  await ensureDatabases(server.url, [orders]);
});

it('may be asked by several at once', async () => {
  const logins = ['a', 'b', 'c'].map((name) => ({ name, password: name }));
  const made = await Promise.all([1, 2, 3].map(() => ensureDatabases(server.url, logins)));
  expect(made.flat().toSorted()).toEqual(['a', 'b', 'c']);
});
