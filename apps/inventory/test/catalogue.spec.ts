import { type CategoryView, type ProductView, productPage, stockPage, type StockView } from '@breakwater/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InventoryFixture } from './inventory-fixture.js';

const PRODUCTS = 23;

describe('catalogue', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
    for (let number = 1; number <= PRODUCTS; number += 1) {
      await shop.putProduct(`Page-${number}${number % 2 ? 'a' : 'B'}`, { category: 'paged' });
    }
    await shop.putProduct('Elsewhere-1', { category: 'other' });
  });
  afterAll(() => shop.stop());

  async function walk<T>(read: (cursor: string) => Promise<{ items: T[]; nextCursor: string | null }>): Promise<T[]> {
    const seen: T[] = [];
    let cursor = '';
    for (;;) {
      const page = await read(cursor);
      seen.push(...page.items);
      if (page.nextCursor === null) return seen;
      cursor = `&cursor=${page.nextCursor}`;
    }
  }

  it('lists every category once with its number of products', async () => {
    const categories = (await shop.get('/categories')).body as CategoryView[];
    expect(categories).toEqual([
      { slug: 'other', name: 'other', products: 1 },
      { slug: 'paged', name: 'paged', products: PRODUCTS },
    ]);
  });

  it.each([1, 5, 22, 23, 200])('shows each product of a category once on pages of %i', async (limit) => {
    const seen = await walk<ProductView>(async (cursor) =>
      productPage.parse((await shop.get(`/categories/paged/products?limit=${limit}${cursor}`)).body),
    );
    expect(seen).toHaveLength(PRODUCTS);
    expect(new Set(seen.map((product) => product.sku)).size).toBe(PRODUCTS);
    expect(seen.map((product) => product.sku)).toEqual(seen.map((product) => product.sku).sort());
  });

  it('goes on where the walk was, when products come and go in between', async () => {
    const first = productPage.parse((await shop.get('/categories/paged/products?limit=10')).body);
    await shop.putProduct('Aaa-1', { category: 'paged' });
    const second = productPage.parse(
      (await shop.get(`/categories/paged/products?limit=200&cursor=${first.nextCursor}`)).body,
    );
    expect(second.items).toHaveLength(PRODUCTS - 10);
    expect(second.nextCursor).toBeNull();
    await shop.putProduct('Aaa-1', { category: 'other' });
  });

  it('shows the stock of every product once to an administrator', async () => {
    const seen = await walk<StockView>(async (cursor) =>
      stockPage.parse((await shop.asAdmin('GET', `/admin/stock?limit=7${cursor}`)).body),
    );
    const skus = seen.map((level) => level.sku);
    expect(skus).toEqual([...new Set(skus)].sort());
    expect(skus.length).toBe(PRODUCTS + 2);
  });

  it.each([
    ['not base64', '%21%21%21'],
    ['not a SKU', Buffer.from("'; DROP TABLE product; --").toString('base64url')],
    ['empty', ''],
    ['padded', `${Buffer.from('Page-1a').toString('base64url')}=`],
    ['with rubbish behind', `${Buffer.from('Page-1a').toString('base64url')}!!`],
  ])('refuses a cursor that is %s', async (_, cursor) => {
    for (const answer of [
      await shop.get(`/categories/paged/products?cursor=${cursor}`),
      await shop.asAdmin('GET', `/admin/stock?cursor=${cursor}`),
    ]) {
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
    }
  });

  it('shows an empty category as empty and an unknown one as not found', async () => {
    await shop.putProduct('Moves-1', { category: 'soon-empty' });
    await shop.putProduct('Moves-1', { category: 'other' });
    expect(await shop.get('/categories/soon-empty/products')).toMatchObject({
      status: 200,
      body: { items: [], nextCursor: null },
    });
    expect(await shop.get('/categories/no-such-category/products')).toMatchObject({
      status: 404,
      body: { code: 'category-not-found', detail: expect.stringContaining('no-such-category') },
    });
  });
});
