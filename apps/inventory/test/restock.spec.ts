import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InventoryFixture } from './inventory-fixture.js';

describe('restock', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
  });
  afterAll(() => shop.stop());

  it('raises the level and tells so', async () => {
    await shop.putProduct('UP-1');
    expect(await shop.restock('UP-1', 40, 'note-1')).toEqual({ sku: 'UP-1', available: 40, reserved: 0, version: 2 });
    expect(await shop.restock('UP-1', 2, 'note-2')).toEqual({ sku: 'UP-1', available: 42, reserved: 0, version: 3 });
    const told = await shop.spy.next(
      'stock.level-changed',
      ({ aggregateId, aggregateVersion }) => aggregateId === 'UP-1' && aggregateVersion === 3,
    );
    expect(told.payload.levels).toEqual([{ sku: 'UP-1', available: 42, version: 3 }]);
  });

  it('counts a delivery once, also when it is sent twenty times at once', async () => {
    await shop.putProduct('ONCE-1');
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.restock('ONCE-1', 7, 'note-1')));
    expect(new Set(answers.map((level) => level.available))).toEqual(new Set([7]));
    expect(await shop.stock('ONCE-1')).toEqual({ sku: 'ONCE-1', available: 7, reserved: 0, version: 2 });
  });

  it('counts the same reference for another product, and other references at the same time', async () => {
    await shop.putProduct('OTHER-1');
    await shop.putProduct('OTHER-2');
    await Promise.all([
      ...Array.from({ length: 10 }, (_, index) => shop.restock('OTHER-1', 1, `note-${index}`)),
      shop.restock('OTHER-2', 1, 'note-0'),
    ]);
    expect(await shop.stock('OTHER-1')).toMatchObject({ available: 10, version: 11 });
    expect(await shop.stock('OTHER-2')).toMatchObject({ available: 1 });
  });

  it('refuses a reference that counted for another quantity', async () => {
    await shop.putProduct('DIFFERENT-1');
    await shop.restock('DIFFERENT-1', 5, 'note-1');
    const { status, body } = await shop.asAdmin('POST', '/admin/products/DIFFERENT-1/restock', {
      quantity: 6,
      reference: 'note-1',
    });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { code: 'restock-reference-reused', detail: expect.stringContaining('"note-1"') },
    });
    expect(await shop.stock('DIFFERENT-1')).toMatchObject({ available: 5 });
  });

  it('refuses more than can be held', async () => {
    await shop.putProduct('FULL-1');
    const filled = await Promise.all(
      Array.from({ length: 100 }, (_, index) => shop.restock('FULL-1', 10_000_000, `note-${index}`)),
    );
    expect(Math.max(...filled.map((level) => level.available))).toBe(1_000_000_000);
    const { status, body } = await shop.asAdmin('POST', '/admin/products/FULL-1/restock', {
      quantity: 1,
      reference: 'one-more',
    });
    expect({ status, body }).toMatchObject({ status: 422, body: { code: 'stock-limit-exceeded' } });
  });

  it('knows no delivery of an unknown product', async () => {
    const { status, body } = await shop.asAdmin('POST', '/admin/products/NOBODY-1/restock', {
      quantity: 1,
      reference: 'note-1',
    });
    expect({ status, body }).toMatchObject({
      status: 404,
      body: { code: 'product-not-found', detail: expect.stringContaining('NOBODY-1') },
    });
  });
});
