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

  it('share the rows, and neither waits for the claim that the other has not committed yet', async () => {
    await write();
    let others: string[] | undefined;
    const claimed = await transactions.run(async (tx) => {
      // The very statement of a claim, in a transaction that is still open: the moment between its locks and its commit.
      const own = await new Outbox(tx as unknown as DataSource).claim(ROWS / 2, LEASE_MS);
      const claiming = outbox.claim(ROWS, LEASE_MS).then((rows) => (others = idsOf(rows)));
      claiming.catch(() => undefined);
      await waitUntil(
        'the other relay to have its rows, or to wait',
        async () => others ?? (await isSomebodyWaiting()),
      );
      return idsOf(own);
    });
    expect(others, 'rows of the other relay while the first holds its locks').toHaveLength(ROWS / 2);
    expect([...claimed, ...(others ?? [])].sort()).toEqual(written.toSorted());
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
