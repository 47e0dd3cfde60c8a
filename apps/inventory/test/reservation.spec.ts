import { MAX_CHANGES_PER_EVENT } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { waitUntil } from '@breakwater/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReservationsService } from '../src/reservations/reservations.service.js';
import { InventoryFixture, orderPlaced } from './inventory-fixture.js';

describe('reservation', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
  });
  afterAll(() => shop.stop());

  it('sets the whole order aside and tells so', async () => {
    await shop.stockedProduct('WHOLE-1', 10);
    await shop.stockedProduct('WHOLE-2', 5);
    const event = orderPlaced([
      ['WHOLE-2', 5],
      ['WHOLE-1', 3],
    ]);
    await shop.deliver(event);
    const { orderId } = event.payload;
    const reserved = await shop.spy.next('stock.reserved', ({ payload }) => payload.orderId === orderId);
    expect(reserved).toMatchObject({ aggregateId: orderId, aggregateVersion: 1, correlationId: event.correlationId });
    const changed = await shop.spy.next('stock.level-changed', ({ aggregateId }) => aggregateId === orderId);
    expect(changed.payload.levels).toEqual([
      { sku: 'WHOLE-1', available: 7, version: 3 },
      { sku: 'WHOLE-2', available: 0, version: 3 },
    ]);
    expect(await shop.stock('WHOLE-1')).toEqual({ sku: 'WHOLE-1', available: 7, reserved: 3, version: 3 });
    expect(await shop.stock('WHOLE-2')).toEqual({ sku: 'WHOLE-2', available: 0, reserved: 5, version: 3 });
  });

  it('takes nothing when one product falls short, and names every shortage', async () => {
    await shop.stockedProduct('SHORT-1', 10);
    await shop.stockedProduct('SHORT-2', 1);
    const event = orderPlaced([
      ['UNKNOWN-1', 4],
      ['SHORT-1', 3],
      ['SHORT-2', 2],
    ]);
    await shop.deliver(event);
    const rejected = await shop.spy.next('stock.rejected', ({ aggregateId }) => aggregateId === event.payload.orderId);
    expect(rejected.payload.shortages).toEqual([
      { sku: 'SHORT-2', requested: 2, available: 1 },
      { sku: 'UNKNOWN-1', requested: 4, available: 0 },
    ]);
    expect(await shop.stock('SHORT-1')).toMatchObject({ available: 10, reserved: 0, version: 2 });
    expect(await shop.stock('SHORT-2')).toMatchObject({ available: 1, reserved: 0, version: 2 });
  });

  it('sums lines of the same product, to take them and to refuse them', async () => {
    await shop.stockedProduct('TWICE-1', 10);
    const fits = orderPlaced([
      ['TWICE-1', 4],
      ['TWICE-1', 2],
    ]);
    await shop.deliver(fits);
    expect(await shop.stock('TWICE-1')).toMatchObject({ available: 4, reserved: 6, version: 3 });
    const tooMuch = orderPlaced([
      ['TWICE-1', 3],
      ['TWICE-1', 3],
    ]);
    await shop.deliver(tooMuch);
    const rejected = await shop.spy.next(
      'stock.rejected',
      ({ aggregateId }) => aggregateId === tooMuch.payload.orderId,
    );
    expect(rejected.payload.shortages).toEqual([{ sku: 'TWICE-1', requested: 6, available: 4 }]);
    expect(await shop.stock('TWICE-1')).toMatchObject({ available: 4, reserved: 6, version: 3 });
  });

  it('serves exactly as many of 50 simultaneous orders as there is stock', async () => {
    await shop.stockedProduct('RUSH-1', 30);
    const events = Array.from({ length: 50 }, () => orderPlaced([['RUSH-1', 1]]));
    await shop.deliver(...events);
    const mine = new Set(events.map((event) => event.payload.orderId));
    const decided = (type: 'stock.reserved' | 'stock.rejected') =>
      shop.spy.of(type).filter((event) => mine.has(event.aggregateId));
    await waitUntil(
      'all orders to be decided',
      () => decided('stock.reserved').length + decided('stock.rejected').length === 50,
    );
    const reserved = decided('stock.reserved').map((event) => event.aggregateId);
    const rejected = decided('stock.rejected').map((event) => event.aggregateId);
    expect(new Set(reserved).size).toBe(30);
    expect(new Set(rejected).size).toBe(20);
    expect(new Set([...reserved, ...rejected]).size).toBe(50);
    expect(await shop.stock('RUSH-1')).toMatchObject({ available: 0, reserved: 30, version: 32 });
  });

  it('does not deadlock when orders name the same products in opposite order', async () => {
    const skus = Array.from({ length: 12 }, (_, index) => `CIRCLE-${String(index).padStart(2, '0')}`);
    for (const sku of skus) await shop.stockedProduct(sku, 1_000);
    const reservations = shop.service.app.get(ReservationsService);
    const dataSource = shop.service.app.get(DataSource);
    // Without Transactions.run, which would try again after a deadlock and so hide it.
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        const demand = (index % 2 ? skus : skus.toReversed()).map((sku) => ({ sku, quantity: 1 }));
        return dataSource.transaction((tx) => reservations.reserve(tx, [{ orderId: newId(), demand }]));
      }),
    );
    expect(outcomes.map(({ decisions: [decision] }) => decision?.kind)).toEqual(
      Array.from({ length: 60 }, () => 'reserved'),
    );
    for (const sku of skus) expect(await shop.stock(sku)).toMatchObject({ available: 940, reserved: 60 });
  });

  it('tells of an order of 600 products in several events, each within its limit', async () => {
    const skus = Array.from({ length: 600 }, (_, index) => `LONG-${String(index).padStart(3, '0')}`);
    const { dataSource } = shop.database;
    await dataSource.query(
      `INSERT INTO product (sku, name, category_slug, price_amount, price_currency, weight_grams)
       SELECT sku, sku, (SELECT slug FROM category LIMIT 1), 100, 'GBP', 1 FROM unnest($1::text[]) AS sku`,
      [skus],
    );
    await dataSource.query(`INSERT INTO stock (sku, available) SELECT sku, 5 FROM unnest($1::text[]) AS sku`, [skus]);
    const event = orderPlaced(skus.map((sku) => [sku, 1]));
    await shop.deliver(event);
    const told = () =>
      shop.spy.of('stock.level-changed').filter(({ aggregateId }) => aggregateId === event.payload.orderId);
    await waitUntil('three events', () => told().length === 3);
    expect(told().map(({ payload }) => payload.levels.length)).toEqual(
      Array.from({ length: 3 }, () => MAX_CHANGES_PER_EVENT),
    );
    expect(new Set(told().flatMap(({ payload }) => payload.levels.map((level) => level.sku)))).toEqual(new Set(skus));
  });
});
