import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase, waitUntil } from '@breakwater/testing';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createOutboxTable, dropOutboxTable, Outbox, Transactions } from '../src/index.js';

class CreateOutbox1700000000000 implements MigrationInterface {
  name = 'CreateOutbox1700000000000';
  up = (queryRunner: QueryRunner) => createOutboxTable(queryRunner);
  down = (queryRunner: QueryRunner) => dropOutboxTable(queryRunner);
}

const ROWS = 40;
const LEASE_MS = 30_000;

describe('two relays at the same time', () => {
  let database: TestDatabase;
  let outbox: Outbox;
  let transactions: Transactions;
  let written: string[];

  beforeAll(async () => {
    database = await createTestDatabase({ migrations: [CreateOutbox1700000000000] });
    outbox = new Outbox(database.dataSource);
    transactions = new Transactions(database.dataSource);
  });
  afterEach(() => database.dataSource.query('TRUNCATE outbox'));
  afterAll(() => database.drop());

  const write = async () => {
    written = Array.from({ length: ROWS }, () => randomUUID());
    const entries = written.map((eventId) => ({ eventId, topic: 'orders-events', type: 'order.placed', body: '{}' }));
    await transactions.run((tx) => outbox.append(tx, entries));
  };
  const idsOf = (rows: { eventId: string }[]) => rows.map(({ eventId }) => eventId);

  const isSomebodyWaiting = async (): Promise<boolean> => {
    const rows = (await database.dataSource.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )) as unknown[];
    return rows.length > 0;
  };

  /** One claims half of the rows; before that is committed, the other claims as many as it gets. */
  const claimBoth = async () => {
    await write();
    let claiming: Promise<string[]> | undefined;
    let early: string[] | undefined;
    const first = await transactions.run(async (tx) => {
      // The very statement of a claim, in a transaction that is still open: the moment between its locks and its commit.
      const own = await new Outbox(tx as unknown as DataSource).claim(ROWS / 2, LEASE_MS);
      claiming = outbox.claim(ROWS, LEASE_MS).then((rows) => (early = idsOf(rows)));
      claiming.catch(() => undefined);
      await waitUntil('the other relay to have its rows, or to wait', async () => early ?? (await isSomebodyWaiting()));
      return { ids: idsOf(own), waited: early === undefined };
    });
    return { first: first.ids, second: (await claiming) ?? [], waited: first.waited };
  };

  it('share the rows, and neither waits for the claim that the other has not committed yet', async () => {
    const { first, second, waited } = await claimBoth();
    expect(waited).toBe(false);
    expect([...first, ...second].sort()).toEqual(written.toSorted());
  });

  it('never have the same row, not even if one had to wait for the other', async () => {
    const { first, second } = await claimBoth();
    expect(second.filter((id) => first.includes(id))).toEqual([]);
  });

  it('that take batch after batch hand out every row once', async () => {
    await write();
    const drain = async (): Promise<string[]> => {
      const taken: string[] = [];
      for (;;) {
        const rows = await outbox.claim(3, LEASE_MS);
        if (rows.length === 0) return taken;
        taken.push(...idsOf(rows));
        await outbox.markPublished(rows.map(({ position }) => position));
      }
    };
    const taken = (await Promise.all([drain(), drain()])).flat();
    expect(taken.sort()).toEqual(written.toSorted());
  });
});
