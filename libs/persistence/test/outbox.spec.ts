import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase, waitUntil } from '@breakwater/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createOutboxTable, dropOutboxTable, Outbox, type OutboxEntry, Transactions } from '../src/index.js';

class CreateOutbox1700000000000 implements MigrationInterface {
  name = 'CreateOutbox1700000000000';
  up = (queryRunner: QueryRunner) => createOutboxTable(queryRunner);
  down = (queryRunner: QueryRunner) => dropOutboxTable(queryRunner);
}

const entry = (part: Partial<OutboxEntry> = {}): OutboxEntry => ({
  eventId: randomUUID(),
  topic: 'orders-events',
  type: 'order.placed',
  body: '{}',
  ...part,
});

describe('outbox', () => {
  let database: TestDatabase;
  let outbox: Outbox;
  let transactions: Transactions;

  const write = (...entries: OutboxEntry[]) => transactions.run((tx) => outbox.append(tx, entries));
  const ids = (rows: { eventId: string }[]) => rows.map((row) => row.eventId);

  beforeAll(async () => {
    database = await createTestDatabase({ migrations: [CreateOutbox1700000000000] });
    outbox = new Outbox(database.dataSource);
    transactions = new Transactions(database.dataSource);
  });
  afterEach(() => database.dataSource.query('TRUNCATE outbox, outbox_subscriber'));
  afterAll(() => database.drop());

  it('hands out rows in the order of their positions, with all they carry', async () => {
    const first = entry({ traceParent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
    const second = entry();
    await write(first, second);
    const claimed = await outbox.claim(10, 30_000);
    expect(ids(claimed).sort()).toEqual([first.eventId, second.eventId].sort());
    expect(claimed.find((row) => row.eventId === first.eventId)).toMatchObject({ ...first, attempts: 1 });
  });

  it('writes nothing when the transaction is rolled back', async () => {
    await expect(
      transactions.run(async (tx) => {
        await outbox.append(tx, [entry()]);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await outbox.claim(10, 30_000)).toEqual([]);
  });

  it('never gives the same row to two relays at the same time', async () => {
    const entries = Array.from({ length: 60 }, () => entry());
    await write(...entries);
    const claims = await Promise.all(Array.from({ length: 5 }, () => outbox.claim(20, 30_000)));
    const all = claims.flatMap(ids);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(60);
  });

  it('does not lose a row that commits after a later one was published', async () => {
    const late = entry();
    let commitLate: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commitLate = resolve));
    let appended: () => void = () => undefined;
    const isAppended = new Promise<void>((resolve) => (appended = resolve));
    const lateTransaction = transactions.run(async (tx) => {
      await outbox.append(tx, [late]);
      // Sends what was kept: the row has its position before the other one.
      await tx.query('SELECT 1');
      appended();
      await held;
    });
    await isAppended;
    const early = entry();
    await write(early);
    const claimed = await outbox.claim(10, 30_000);
    expect(ids(claimed)).toEqual([early.eventId]);
    await outbox.markPublished(claimed.map((row) => row.position));
    commitLate();
    await lateTransaction;
    expect(ids(await outbox.claim(10, 30_000))).toEqual([late.eventId]);
  });

  it('frees the rows of a relay that died when its lease ends', async () => {
    const only = entry();
    await write(only);
    await outbox.claim(10, 200);
    expect(await outbox.claim(10, 30_000)).toEqual([]);
    const again = await waitUntil('the lease to end', async () => {
      const rows = await outbox.claim(10, 30_000);
      return rows.length > 0 && rows;
    });
    expect(again).toMatchObject([{ eventId: only.eventId, attempts: 2 }]);
  });

  it('hands out again, newest first, what was published since a moment, and prunes what is older', async () => {
    const older = entry();
    const newer = entry();
    await write(older);
    await write(newer);
    const rows = await outbox.claim(10, 30_000);
    await outbox.markPublished(rows.map((row) => row.position));
    expect(await outbox.claim(10, 30_000)).toEqual([]);
    expect(await outbox.republishSince(new Date(Date.now() + 60_000))).toBe(0);
    expect(await outbox.republishSince(new Date(Date.now() - 60_000))).toBe(2);
    expect(await outbox.stats()).toMatchObject({ unpublished: 2 });
    expect(await outbox.prune(new Date(Date.now() + 60_000))).toBe(0);
    expect(await outbox.claim(10, 30_000), 'fresh rows').toEqual([]);
    const again = [...(await outbox.claimRepeats(1, 30_000)), ...(await outbox.claimRepeats(1, 30_000))];
    expect(ids(again)).toEqual([newer.eventId, older.eventId]);
    expect(again).toMatchObject([{ isRepeat: true }, { isRepeat: true }]);
    expect(await outbox.claimRepeats(10, 30_000)).toEqual([]);
    await outbox.markPublished(again.map((row) => row.position));
    expect(await outbox.prune(new Date(Date.now() + 60_000))).toBe(2);
  });

  it('remembers subscribers and reports the new ones once', async () => {
    expect((await outbox.rememberSubscribers(['a', 'b'])).sort()).toEqual(['a', 'b']);
    expect(await outbox.rememberSubscribers(['a', 'b', 'c'])).toEqual(['c']);
    expect(await outbox.rememberSubscribers([])).toEqual([]);
  });

  it('counts what waits', async () => {
    expect(await outbox.stats()).toEqual({ unpublished: 0, oldestAgeMs: 0 });
    await write(entry());
    expect(await outbox.stats()).toMatchObject({ unpublished: 1, oldestAgeMs: expect.any(Number) });
  });
});
