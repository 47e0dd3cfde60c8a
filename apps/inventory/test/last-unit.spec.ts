import { newId } from '@breakwater/persistence';
import { waitUntil } from '@breakwater/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReservationsService } from '../src/reservations/reservations.service.js';
import { InventoryFixture } from './inventory-fixture.js';

describe('the last unit', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
  });
  afterAll(() => shop.stop());

  it('goes to the order that asks first; one that asks before that is committed waits, and gets none', async () => {
    await shop.stockedProduct('LAST-1', 1);
    const reservations = shop.service.app.get(ReservationsService);
    const dataSource = shop.service.app.get(DataSource);
    const reserve = (tx: DataSource['manager']) =>
      reservations.reserve(tx, [{ orderId: newId(), demand: [{ sku: 'LAST-1', quantity: 1 }] }]).then(
        ({ decisions: [decision] }) => decision?.kind,
        (error: unknown) => String(error),
      );
    const isSomebodyWaiting = async (): Promise<boolean> => {
      const rows = (await dataSource.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )) as unknown[];
      return rows.length > 0;
    };

    let second: Promise<string | undefined> | undefined;
    const first = await dataSource.transaction(async (tx) => {
      const outcome = await reserve(tx);
      second = dataSource.transaction(reserve);
      await waitUntil('the second order to wait', isSomebodyWaiting);
      return outcome;
    });
    expect([first, await second]).toEqual(['reserved', 'rejected']);
    expect(await shop.stock('LAST-1')).toMatchObject({ available: 0, reserved: 1 });
  });

  it('cannot be sold twice, not even by a statement that does not look', async () => {
    await shop.stockedProduct('LAST-2', 1);
    const { dataSource } = shop.database;
    const sell = () =>
      dataSource.query(`UPDATE stock SET available = available - 1 WHERE sku = 'LAST-2'`).then(
        () => 'sold',
        (error: unknown) => String(error),
      );
    expect([await sell(), await sell()]).toEqual(['sold', expect.stringContaining('stock_available_check')]);
  });
});
