import { answersOfEveryRoute, lackingSecurityHeaders, openRoutes, statusesOfAdminRoutes } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InventoryFixture } from './inventory-fixture.js';

// The routes are those that the service has: a new one has to be guarded, or entered here.
describe('the routes of inventory', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
  });
  afterAll(() => shop.stop());

  it('ask everybody for a token, but for these', async () => {
    expect(await openRoutes(shop.service)).toEqual([
      'GET /categories',
      'GET /categories/:slug/products',
      'GET /products/:sku',
      'GET /products/:sku/stock',
    ]);
  });

  it('keep customers out of what is for admins', async () => {
    expect(await statusesOfAdminRoutes(shop.service, shop.tokens.customer)).toEqual({
      'GET /admin/dead-letters': 403,
      'GET /admin/dead-letters/messages': 403,
      'POST /admin/dead-letters/redrive': 403,
      'GET /admin/reports/stock': 403,
      'GET /admin/stock': 403,
      'POST /admin/products/:sku/restock': 403,
      'PUT /admin/products/:sku': 403,
    });
  });

  it('answer with every security header, whatever the status', async () => {
    for (const token of [undefined, shop.tokens.customer]) {
      for (const [route, { headers, status }] of await answersOfEveryRoute(shop.service, token)) {
        expect(lackingSecurityHeaders(headers), `${route} ${status}`).toEqual([]);
      }
    }
  });
});
