import { newId } from '@breakwater/persistence';
import { createTestDatabase, type TestDatabase, waitUntil } from '@breakwater/testing';
import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entities } from '../src/database/entities.js';
import { migrations } from '../src/database/migrations/index.js';
import type { OrderStep } from '../src/order/order-state.js';
import { OrderNotFoundError } from '../src/order/order.errors.js';
import { OrderRepository, type StepResult } from '../src/order/order.repository.js';
import { placeOrder } from './support/order-rows.js';

describe('a step of an order', () => {
  let database: TestDatabase;
  let orders: OrderRepository;
  beforeAll(async () => {
    database = await createTestDatabase({ migrations, entities });
    orders = new OrderRepository(database.dataSource);
  });
  afterAll(() => database.drop());

  const inTransaction = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> =>
    database.dataSource.transaction(work);
  const rejection = {
    reason: 'insufficient-stock' as const,
    shortages: [{ sku: 'SKU-1', requested: 2, available: 1 }],
  };
  const take = (step: OrderStep, orderId: string): Promise<StepResult> =>
    inTransaction((tx) => orders.take(tx, step, orderId, step === 'reject' ? rejection : null));

  const stepWaits = () =>
    waitUntil('a step to wait for another', async () => {
      const [row] = await database.dataSource.query<{ waiting: number }[]>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'WITH moved%'`,
      );
      return (row?.waiting ?? 0) > 0;
    });

  it.each(['confirm', 'reject', 'cancel'] as const)(
    '%s answers with the order as it is found after it',
    async (step) => {
      const { id } = await placeOrder(database.dataSource, 12);
      const { outcome, order } = await take(step, id);
      expect(outcome).toBe('moved');
      expect(order).toStrictEqual(await orders.find(id));
      expect(order.items.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    },
  );

  it('answers with no items where there are none', async () => {
    const { id } = await placeOrder(database.dataSource, 0);
    expect((await take('confirm', id)).order).toStrictEqual(await orders.find(id));
  });

  it('answers with what shipping really costs', async () => {
    const { id } = await placeOrder(database.dataSource);
    await take('confirm', id);
    await inTransaction((tx) =>
      orders.settleShippingCost(tx, id, { amount: 695, currency: 'GBP' }, '2026-11-21T11:00:00.000Z'),
    );
    const { order } = await take('cancel', id);
    expect(order).toMatchObject({ finalShippingCost: 695, reconciledAt: new Date('2026-11-21T11:00:00.000Z') });
    expect(order).toStrictEqual(await orders.find(id));
  });

  it('that comes again or too late answers with the order as it stands', async () => {
    const { id } = await placeOrder(database.dataSource, 2);
    await take('confirm', id);
    const before = await orders.find(id);
    expect(await take('confirm', id)).toStrictEqual({ outcome: 'repeated', order: before });
    expect(await take('reject', id)).toStrictEqual({ outcome: 'refused', order: before });
  });

  it('of many orders answers with those that moved, as they are found after it', async () => {
    const placed = await Promise.all([3, 0, 2].map((lines) => placeOrder(database.dataSource, lines)));
    const [first, second, cancelled] = placed.map(({ id }) => id) as [string, string, string];
    await take('cancel', cancelled);
    const moved = await inTransaction((tx) => orders.takeMany(tx, 'confirm', [first, second, cancelled]));
    const byId = new Map(moved.map((order) => [order.id, order]));
    expect([...byId.keys()].toSorted()).toEqual([first, second].toSorted());
    for (const id of [first, second]) expect(byId.get(id)).toStrictEqual(await orders.find(id));
    expect(await orders.find(cancelled)).toMatchObject({ status: 'cancelled', version: 2 });
  });

  it('of many orders of which nobody placed one is an error', async () => {
    const { id } = await placeOrder(database.dataSource);
    const both = inTransaction((tx) => orders.takeMany(tx, 'confirm', [id, newId()]));
    await expect(both).rejects.toThrow(OrderNotFoundError);
    expect(await orders.find(id)).toMatchObject({ status: 'placed' });
  });

  it('of an order that nobody placed is an error', async () => {
    await expect(take('confirm', newId())).rejects.toThrow(OrderNotFoundError);
  });

  it('that waited for another answers with what the other did', async () => {
    const cases = [
      ['cancel', 'confirm', 'refused', 'cancelled', 2],
      ['cancel', 'cancel', 'repeated', 'cancelled', 2],
      ['reject', 'cancel', 'refused', 'rejected', 2],
      ['confirm', 'cancel', 'moved', 'cancelled', 3],
    ] as const;
    for (const [first, second, outcome, status, version] of cases) {
      const { id } = await placeOrder(database.dataSource);
      let waited!: Promise<StepResult>;
      await inTransaction(async (tx) => {
        await orders.take(tx, first, id, first === 'reject' ? rejection : null);
        waited = take(second, id);
        // It is awaited below; until then its failure is not an unhandled one.
        waited.catch(() => undefined);
        await stepWaits();
      });
      const answer = await waited;
      expect(answer).toMatchObject({ outcome, order: { status, version } });
      expect(answer.order).toStrictEqual(await orders.find(id));
    }
  });

  it('goes on on connections that knew the tables before a migration added columns', async () => {
    const [before, after] = [await placeOrder(database.dataSource), await placeOrder(database.dataSource)];
    const connection = database.dataSource.createQueryRunner();
    try {
      await orders.take(connection.manager, 'cancel', before.id);
      await database.dataSource.query('ALTER TABLE customer_order ADD COLUMN gift_note text');
      await database.dataSource.query('ALTER TABLE order_item ADD COLUMN gift boolean NOT NULL DEFAULT false');
      const { outcome, order } = await orders.take(connection.manager, 'confirm', after.id);
      expect(outcome).toBe('moved');
      expect(order).toStrictEqual(await orders.find(after.id));
    } finally {
      await connection.release();
    }
  });
});
