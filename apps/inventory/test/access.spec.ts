import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gbp, InventoryFixture } from './inventory-fixture.js';

const PRODUCT = { name: 'Mug', category: 'mugs', price: gbp(425), weightGrams: 300 };

const ADMIN_ROUTES: [method: string, path: string, body?: unknown][] = [
  ['PUT', '/admin/products/MUG-1', PRODUCT],
  ['POST', '/admin/products/MUG-1/restock', { quantity: 1, reference: 'note-1' }],
  ['GET', '/admin/stock'],
  ['GET', '/admin/reports/stock'],
];

describe('access', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
  });
  afterAll(() => shop.stop());

  it.each(ADMIN_ROUTES)('refuses %s %s to a customer and to a stranger', async (method, path, body) => {
    expect(await shop.service.call(method, path, { token: shop.tokens.customer, body })).toMatchObject({ status: 403 });
    expect(await shop.service.call(method, path, { body })).toMatchObject({ status: 401 });
    expect((await shop.get('/products/MUG-1')).status).toBe(404);
  });

  it('lets anybody read the catalogue', async () => {
    await shop.putProduct('MUG-2');
    for (const path of ['/categories', '/categories/test-wares/products', '/products/MUG-2', '/products/MUG-2/stock']) {
      expect((await shop.get(path)).status).toBe(200);
    }
  });
});
