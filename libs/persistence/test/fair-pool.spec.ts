import { freePort } from '@breakwater/embedded';
import { runInContext, Work } from '@breakwater/service-kit';
import { createTestDatabase, type TestDatabase, waitUntil } from '@breakwater/testing';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FairPool } from '../src/connection/fair-pool.js';
import { isDatabaseUnavailable } from '../src/index.js';

const SIZE = 2;

describe('connections of a pool that are all in use', () => {
  let database: TestDatabase;
  let pool: FairPool;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => pool.end());
  afterAll(() => database.drop());

  const open = (more: pg.PoolConfig = {}) =>
    (pool = new FairPool({ connectionString: database.url, max: SIZE, ...more }));
  const as = <T>(kind: string, work: () => Promise<T>): Promise<T> =>
    runInContext({ correlationId: kind, work: new Work(kind) }, work);
  const takeAll = () => Promise.all(Array.from({ length: SIZE }, () => pool.connect()));
  const giveBack = (clients: pg.PoolClient[]) => {
    for (const client of clients) client.release();
  };

  it('go to each kind of work in its turn, however many of one kind asked first', async () => {
    open();
    const served: string[] = [];
    const use = async (name: string) => {
      const client = await pool.connect();
      served.push(name);
      await client.query('SELECT 1');
      client.release();
    };
    const [first, second] = (await takeAll()) as [pg.PoolClient, pg.PoolClient];
    const all = [
      ...['1', '2', '3', '4'].map((number) => as('GET /orders', () => use(`request ${number}`))),
      as('orders-progress stock.reserved', () => use('message')),
      use('relay'),
    ];
    expect(pool.waitingCount).toBe(6);
    first.release();
    await Promise.all(all);
    second.release();
    expect(served).toEqual(['request 1', 'message', 'relay', 'request 2', 'request 3', 'request 4']);
    expect(pool).toMatchObject({ waitingCount: 0, totalCount: SIZE });
  });

  it('are as many as there were after one of them broke', async () => {
    open();
    const clients = await takeAll();
    const waiting = [pool.query('SELECT 1'), pool.query('SELECT 2')];
    clients[0]?.release(new Error('broken'));
    expect((await Promise.all(waiting)).map(({ rowCount }) => rowCount)).toEqual([1, 1]);
    clients[1]?.release();
    giveBack(await takeAll());
    expect(pool.totalCount).toBe(SIZE);
  });

  it('are waited for so long and no longer, and never lost to those who went away', async () => {
    open({ connectionTimeoutMillis: 50 });
    const clients = await takeAll();
    const gone = await Promise.allSettled([pool.connect(), as('GET /orders', () => pool.query('SELECT 1'))]);
    for (const one of gone) {
      expect(one).toMatchObject({ status: 'rejected', reason: { message: 'timeout exceeded when trying to connect' } });
      expect(isDatabaseUnavailable((one as PromiseRejectedResult).reason)).toBe(true);
    }
    expect(pool.waitingCount).toBe(0);
    giveBack(clients);
    giveBack(await takeAll());
  });

  it('are free again when the server cannot be reached', async () => {
    open({ connectionString: `postgres://nobody@127.0.0.1:${await freePort()}/none`, connectionTimeoutMillis: 1_000 });
    const asked = await Promise.allSettled(Array.from({ length: 3 * SIZE }, () => pool.connect()));
    for (const one of asked) expect(one).toMatchObject({ status: 'rejected', reason: { code: 'ECONNREFUSED' } });
    expect(pool).toMatchObject({ waitingCount: 0, totalCount: 0 });
  });

  it('are those of a data source', async () => {
    open();
    const { master } = database.dataSource.driver as unknown as { master: pg.Pool };
    expect(database.dataSource).toBeInstanceOf(DataSource);
    expect(master).toBeInstanceOf(FairPool);
    await waitUntil('nobody to wait', () => master.waitingCount === 0);
  });
});
