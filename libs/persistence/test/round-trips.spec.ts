import { createServer, connect, type Server } from 'node:net';
import { once } from 'node:events';
import { createTestDatabase, type TestDatabase } from '@breakwater/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deferred } from '../src/connection/deferred.js';
import { PreparingClient } from '../src/connection/preparing-client.js';

const INSERT = 'INSERT INTO note (id) VALUES ($1)';
const FAILS_LATER = deferred('INSERT INTO note (id) VALUES (10 / $1::int)');
const INSERT_LATER = deferred('INSERT INTO note (id) VALUES ($1::int)');

let database: TestDatabase;
let tap: Tap;
let client: PreparingClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.dataSource.query('CREATE TABLE note (id int PRIMARY KEY)');
});
beforeEach(async () => {
  await database.dataSource.query('TRUNCATE note');
  tap = await startTap(new URL(database.url));
  client = new PreparingClient(tap.url);
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await tap.stop();
});
afterAll(() => database.drop());

const notes = async () =>
  (await database.dataSource.query<{ id: number }[]>('SELECT id FROM note')).map(({ id }) => id);

describe('a transaction', () => {
  it('begins in the message of its first statement', async () => {
    expect(await tap.messagesDuring(() => client.query('START TRANSACTION'))).toBe(0);
    expect(await tap.messagesDuring(() => client.query(INSERT, [1]))).toBe(1);
    expect(await notes()).toEqual([]);
    await client.query('COMMIT');
    expect(await notes()).toEqual([1]);
  });

  it('answers its first statement with what that returned', async () => {
    await client.query('START TRANSACTION');
    expect(await client.query('INSERT INTO note (id) VALUES ($1), ($2) RETURNING id', [1, 2])).toMatchObject({
      command: 'INSERT',
      rowCount: 2,
      rows: [{ id: 1 }, { id: 2 }],
    });
    await client.query('ROLLBACK');
    expect(await notes()).toEqual([]);
  });

  it('is undone when its first statement fails, and the next one is as good as any', async () => {
    await client.query('START TRANSACTION');
    await expect(client.query('SELECT 10 / $1::integer', [0])).rejects.toThrow('division by zero');
    await expect(client.query(INSERT, [1])).rejects.toThrow('current transaction is aborted');
    await client.query('ROLLBACK');
    await client.query('START TRANSACTION');
    await client.query(INSERT, [2]);
    await client.query('COMMIT');
    expect(await notes()).toEqual([2]);
  });

  it('prepares its statements once, together or not', async () => {
    for (const id of [1, 2]) {
      await client.query('START TRANSACTION');
      await client.query(INSERT_LATER, [id]);
      await client.query(INSERT, [id + 2]);
      await client.query('COMMIT');
    }
    const { rows } = await client.query(
      'SELECT statement, generic_plans + custom_plans AS executed FROM pg_prepared_statements',
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { statement: 'START TRANSACTION', executed: '2' },
        { statement: INSERT_LATER, executed: '2' },
        { statement: INSERT, executed: '2' },
      ]),
    );
    expect(rows).toHaveLength(3);
  });

  it('prepares later what was skipped because of a failure before it', async () => {
    await client.query('START TRANSACTION');
    await client.query(FAILS_LATER, [0]);
    await expect(client.query(INSERT, [1])).rejects.toThrow('division by zero');
    await client.query('ROLLBACK');
    await client.query(INSERT, [2]);
    expect(await notes()).toEqual([2]);
  });

  it('that cannot begin executes nothing', async () => {
    await client.query('START TRANSACTION');
    await client.query(INSERT, [0]);
    await client.query('ROLLBACK');
    await client.query('DEALLOCATE breakwater_begin');
    await client.query('START TRANSACTION');
    await expect(client.query(INSERT, [1])).rejects.toThrow('prepared statement "breakwater_begin" does not exist');
    expect(await notes()).toEqual([]);
  });

  it('begins before a first statement without parameters too', async () => {
    await client.query('START TRANSACTION');
    await client.query('INSERT INTO note (id) VALUES (1); INSERT INTO note (id) VALUES (2)');
    expect(await notes()).toEqual([]);
    await client.query('ROLLBACK');
    expect(await notes()).toEqual([]);
  });

  it('begins before a first statement that is streamed', async () => {
    await client.query('START TRANSACTION');
    await once(client.query(new pg.Query('INSERT INTO note (id) VALUES (1)')), 'end');
    expect(await notes()).toEqual([]);
    await client.query('COMMIT');
    expect(await notes()).toEqual([1]);
  });

  it.each(['COMMIT', 'ROLLBACK'])('without statements is not sent: %s', async (end) => {
    expect(
      await tap.messagesDuring(async () => {
        await client.query('START TRANSACTION');
        await client.query(end);
      }),
    ).toBe(0);
    await client.query(INSERT, [1]);
    expect(await notes()).toEqual([1]);
  });
});

describe('a deferred statement', () => {
  const begin = async () => {
    await client.query('START TRANSACTION');
    await client.query(INSERT, [1]);
  };

  it('travels with the commit, in one message', async () => {
    await begin();
    const messages = await tap.messagesDuring(async () => {
      await client.query(INSERT_LATER, [2]);
      expect(await client.query('COMMIT')).toMatchObject({ command: 'COMMIT' });
    });
    expect(messages).toBe(1);
    expect(await notes()).toEqual([1, 2]);
  });

  it('travels with the next statement, which sees what it did', async () => {
    await begin();
    const messages = await tap.messagesDuring(async () => {
      await client.query(INSERT_LATER, [2]);
      await client.query(INSERT_LATER, [3]);
      const { rows } = await client.query('SELECT id FROM note WHERE id > $1 ORDER BY id', [1]);
      expect(rows).toEqual([{ id: 2 }, { id: 3 }]);
    });
    expect(messages).toBe(1);
    await client.query('ROLLBACK');
    expect(await notes()).toEqual([]);
  });

  it('may be the first one: then a whole transaction is one message', async () => {
    const messages = await tap.messagesDuring(async () => {
      await client.query('START TRANSACTION');
      await client.query(INSERT_LATER, [1]);
      await client.query('COMMIT');
    });
    expect(messages).toBe(1);
    expect(await notes()).toEqual([1]);
  });

  it('that fails makes the commit fail with its error, and nothing is committed', async () => {
    await begin();
    await client.query(INSERT_LATER, [1]);
    await expect(client.query('COMMIT')).rejects.toMatchObject({ code: '23505' });
    await client.query('ROLLBACK');
    expect(await notes()).toEqual([]);
    await client.query(INSERT, [7]);
    expect(await notes()).toEqual([7]);
  });

  it('is not sent when the transaction is rolled back', async () => {
    await begin();
    const messages = await tap.messagesDuring(async () => {
      await client.query(INSERT_LATER, [2]);
      await client.query('ROLLBACK');
    });
    expect(messages).toBe(1);
    expect(await notes()).toEqual([]);
  });

  it('is executed at once outside of a transaction', async () => {
    await client.query(INSERT_LATER, [5]);
    expect(await notes()).toEqual([5]);
  });

  it('goes before a statement without parameters', async () => {
    await begin();
    await client.query(INSERT_LATER, [2]);
    expect((await client.query('SELECT count(*)::int AS count FROM note')).rows).toEqual([{ count: 2 }]);
    await client.query('ROLLBACK');
  });
});

/** Stands between client and PostgreSQL, and counts what the client sends. */
interface Tap {
  url: string;
  messagesDuring(work: () => Promise<unknown>): Promise<number>;
  stop(): Promise<void>;
}

async function startTap(target: URL): Promise<Tap> {
  let messages = 0;
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    near.on('data', () => (messages += 1));
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => [near, far].forEach((each) => each.destroy()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    async messagesDuring(work) {
      const before = messages;
      await work();
      return messages - before;
    },
    async stop() {
      server.close();
      await once(server, 'close');
    },
  };
}
