import { productView } from '@breakwater/contracts';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gbp, InventoryFixture } from './inventory-fixture.js';

describe('product changes', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
  });
  afterAll(() => shop.stop());

  it('creates a product with its category and an empty stock, and tells so', async () => {
    const created = await shop.putProduct('NEW-1', {
      name: 'Rose mug',
      category: 'brand-new',
      price: gbp(425),
      weightGrams: 310,
    });
    expect(created).toEqual({
      sku: 'NEW-1',
      name: 'Rose mug',
      category: 'brand-new',
      price: gbp(425),
      weightGrams: 310,
      available: 0,
      version: 1,
    });
    expect(productView.strict().parse((await shop.get('/products/NEW-1')).body)).toEqual(created);
    expect((await shop.get('/categories')).body).toContainEqual({ slug: 'brand-new', name: 'brand-new', products: 1 });
    const changed = await shop.spy.next('product.changed', ({ aggregateId }) => aggregateId === 'NEW-1');
    expect(changed.payload.products).toEqual([
      { sku: 'NEW-1', name: 'Rose mug', category: 'brand-new', price: gbp(425), weightGrams: 310, version: 1 },
    ]);
    const level = await shop.spy.next('stock.level-changed', ({ aggregateId }) => aggregateId === 'NEW-1');
    expect(level.payload.levels).toEqual([{ sku: 'NEW-1', available: 0, version: 1 }]);
  });

  it('raises the version with every change and publishes it', async () => {
    await shop.putProduct('CHANGE-1');
    const dearer = await shop.putProduct('CHANGE-1', { price: gbp(399) });
    expect(dearer).toMatchObject({ version: 2, price: gbp(399) });
    const moved = await shop.putProduct('CHANGE-1', { price: gbp(399), category: 'elsewhere' });
    expect(moved).toMatchObject({ version: 3, category: 'elsewhere' });
    const told = await shop.spy.next(
      'product.changed',
      (event) => event.aggregateId === 'CHANGE-1' && event.aggregateVersion === 3,
    );
    expect(told.payload.products).toMatchObject([
      { sku: 'CHANGE-1', version: 3, category: 'elsewhere', price: gbp(399) },
    ]);
  });

  it('changes nothing when the product is like this already', async () => {
    await shop.putProduct('LIKE-1');
    expect(await shop.putProduct('LIKE-1')).toMatchObject({ version: 1 });
    expect(await shop.toldOf('LIKE-1')).toEqual(['product.changed', 'stock.level-changed']);
  });

  it('gives every one of many simultaneous changes a version of its own', async () => {
    await shop.putProduct('MANY-1');
    await Promise.all(
      Array.from({ length: 15 }, (_, index) => shop.putProduct('MANY-1', { price: gbp(1_000 + index) })),
    );
    const versions = () =>
      shop.spy
        .of('product.changed')
        .filter((event) => event.aggregateId === 'MANY-1')
        .map((event) => event.aggregateVersion);
    await waitUntil('all changes to be published', () => versions().length === 16);
    expect(versions().sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });

  it('leaves the stock alone', async () => {
    await shop.stockedProduct('KEEPS-1', 9);
    expect(await shop.putProduct('KEEPS-1', { price: gbp(1) })).toMatchObject({ available: 9, version: 2 });
    expect(await shop.stock('KEEPS-1')).toMatchObject({ available: 9, version: 2 });
  });

  it('gives a product without a weight the default weight', async () => {
    const { status, body } = await shop.asAdmin('PUT', '/admin/products/LIGHT-1', {
      name: 'Card',
      category: 'cards',
      price: gbp(42),
    });
    expect({ status, body }).toMatchObject({ status: 200, body: { weightGrams: 250 } });
  });
});
