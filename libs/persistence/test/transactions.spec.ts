import { createTestDatabase, type TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isDatabaseUnavailable, sqlState, Transactions } from '../src/index.js';

describe('transactions', () => {
  let database: TestDatabase;
  let transactions: Transactions;

  beforeAll(async () => {
    database = await createTestDatabase();
    transactions = new Transactions(database.dataSource);
    await database.dataSource.query(
      'CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL CHECK (balance >= 0))',
    );
  });
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE account');
    await database.dataSource.query('INSERT INTO account VALUES (1, 100), (2, 100)');
  });
  afterAll(() => database.drop());

  const balances = async () =>
    (await database.dataSource.query<{ balance: number }[]>('SELECT balance FROM account ORDER BY id')).map(
      (row) => row.balance,
    );

  it('commits all statements or none', async () => {
    await expect(
      transactions.run(async (tx) => {
        await tx.query('UPDATE account SET balance = balance + 50 WHERE id = 1');
        await tx.query('UPDATE account SET balance = balance - 150 WHERE id = 2');
      }),
    ).rejects.toThrow(/account_balance_check/);
    expect(await balances()).toEqual([100, 100]);
  });

  it('runs the work again when PostgreSQL breaks a deadlock, so that both sides succeed', async () => {
    let waiting = 0;
    let open: () => void = () => undefined;
    const bothHoldOne = new Promise<void>((resolve) => (open = resolve));
    const transfer = (from: number, to: number) =>
      transactions.run(async (tx) => {
        await tx.query('UPDATE account SET balance = balance - 10 WHERE id = $1', [from]);
        waiting += 1;
        if (waiting >= 2) open();
        await bothHoldOne;
        await tx.query('UPDATE account SET balance = balance + 10 WHERE id = $1', [to]);
      });
    await Promise.all([transfer(1, 2), transfer(2, 1)]);
    expect(waiting).toBeGreaterThan(2);
    expect(await balances()).toEqual([100, 100]);
  });

  it('calls back after the commit, once, and never after a rollback', async () => {
    const calls: string[] = [];
    await transactions.run(async (tx) => {
      transactions.afterCommit(tx, () => calls.push('committed'));
      await tx.query('SELECT 1');
      expect(calls).toEqual([]);
    });
    await transactions
      .run((tx) => {
        transactions.afterCommit(tx, () => calls.push('rolled back'));
        return Promise.reject(new Error('undone'));
      })
      .catch(() => undefined);
    expect(calls).toEqual(['committed']);
  });

  it('tells the SQLSTATE of a failed statement', async () => {
    const failure = await database.dataSource
      .query('INSERT INTO account VALUES (1, 1)')
      .catch((error: unknown) => error);
    expect(sqlState(failure)).toBe('23505');
    expect(sqlState(new Error('other'))).toBeUndefined();
  });

  it('knows an absent database from a wrong statement', async () => {
    const wrong = await database.dataSource.query('SELECT nothing FROM nowhere').catch((error: unknown) => error);
    expect(isDatabaseUnavailable(wrong)).toBe(false);
    const killed = await transactions
      .run(async (tx) => {
        const [{ pid }] = (await tx.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
        await database.dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
        await tx.query('SELECT 1');
      })
      .catch((error: unknown) => error);
    expect(isDatabaseUnavailable(killed)).toBe(true);
    expect(isDatabaseUnavailable(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe(true);
  });
});
