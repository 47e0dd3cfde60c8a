import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gbp, InventoryFixture } from './inventory-fixture.js';

const PRODUCT = { name: 'Mug', category: 'mugs', price: gbp(425), weightGrams: 300 };
const DELIVERY = { quantity: 5, reference: 'note-1' };

describe('bad input', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
    await shop.putProduct('GOOD-1');
  });
  afterAll(() => shop.stop());

  const named = (path: string) => ({
    status: 400,
    body: { code: 'invalid-request', errors: expect.arrayContaining([expect.objectContaining({ path })]) },
  });

  it.each<[string, unknown, string]>([
    ['a negative price', { ...PRODUCT, price: gbp(-1) }, 'price.amount'],
    ['a huge price', { ...PRODUCT, price: gbp(1e15) }, 'price.amount'],
    ['a price in fractions of a penny', { ...PRODUCT, price: gbp(4.5) }, 'price.amount'],
    ['a price that is text', { ...PRODUCT, price: { amount: '425', currency: 'GBP' } }, 'price.amount'],
    ['another currency', { ...PRODUCT, price: { amount: 425, currency: 'EUR' } }, 'price.currency'],
    ['a weight of nothing', { ...PRODUCT, weightGrams: 0 }, 'weightGrams'],
    ['an empty name', { ...PRODUCT, name: '   ' }, 'name'],
    ['a name of two lines', { ...PRODUCT, name: 'Mug\nFree of charge' }, 'name'],
    ['a long name', { ...PRODUCT, name: 'm'.repeat(121) }, 'name'],
    ['a category in capitals', { ...PRODUCT, category: 'Mugs!' }, 'category'],
    ['a missing price', { name: 'Mug', category: 'mugs' }, 'price'],
    ['an unknown field', { ...PRODUCT, version: 7 }, ''],
    ['a list', [PRODUCT], ''],
  ])('refuses a product with %s', async (_, body, path) => {
    expect(await shop.asAdmin('PUT', '/admin/products/BAD-1', body)).toMatchObject(named(path));
    expect((await shop.get('/products/BAD-1')).status).toBe(404);
  });

  it.each<[string, unknown, string]>([
    ['a negative quantity', { ...DELIVERY, quantity: -5 }, 'quantity'],
    ['no quantity', { ...DELIVERY, quantity: 0 }, 'quantity'],
    ['a huge quantity', { ...DELIVERY, quantity: 1e12 }, 'quantity'],
    ['a fraction', { ...DELIVERY, quantity: 1.5 }, 'quantity'],
    ['no reference', { quantity: 5 }, 'reference'],
    ['a reference with blanks', { ...DELIVERY, reference: 'note 1' }, 'reference'],
    ['an unknown field', { ...DELIVERY, price: 3 }, ''],
  ])('refuses a delivery with %s', async (_, body, path) => {
    expect(await shop.asAdmin('POST', '/admin/products/GOOD-1/restock', body)).toMatchObject(named(path));
    expect(await shop.stock('GOOD-1')).toMatchObject({ available: 0, version: 1 });
  });

  it.each([
    ['/products/-bad', 'sku'],
    [`/products/${'x'.repeat(41)}/stock`, 'sku'],
    ['/products/a%00b', 'sku'],
    ['/categories/No Such/products', 'slug'],
    ['/categories/test-wares/products?limit=0', 'limit'],
    ['/categories/test-wares/products?limit=201', 'limit'],
    ['/categories/test-wares/products?limit=ten', 'limit'],
    ['/categories/test-wares/products?page=2', ''],
  ])('refuses GET %s', async (path, problem) => {
    expect(await shop.get(path)).toMatchObject(named(problem));
  });

  it.each([
    '/admin/stock?limit=1001',
    '/admin/reports/stock?days=0',
    '/admin/reports/stock?days=366',
    '/admin/reports/stock?days=x',
  ])('refuses GET %s', async (path) => {
    expect(await shop.asAdmin('GET', path)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  it('knows neither an unknown product nor its stock', async () => {
    for (const path of ['/products/NOBODY-1', '/products/NOBODY-1/stock']) {
      const { status, headers, body } = await shop.get(path);
      expect(status).toBe(404);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toMatchObject({ code: 'product-not-found', detail: expect.stringContaining('NOBODY-1') });
    }
  });

  it('refuses broken JSON and another content type without a trace of its insides', async () => {
    const broken = await shop.asAdmin('PUT', '/admin/products/BAD-1', '{"name": "Mug"');
    expect(broken.status).toBe(400);
    const form = await shop.service.call('PUT', '/admin/products/BAD-1', {
      token: shop.tokens.admin,
      body: 'name=Mug',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.status).toBe(415);
    for (const { body } of [broken, form]) expect(JSON.stringify(body)).not.toMatch(/at .*\.ts|SELECT|INSERT/);
  });
});
