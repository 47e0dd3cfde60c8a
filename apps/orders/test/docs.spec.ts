import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OrdersShop, startOrdersShop } from './support/orders-shop.js';

interface Operation {
  parameters: { name: string; in: string; required: boolean }[];
  responses: Record<string, unknown>;
}

describe('the OpenAPI document', () => {
  let shop: OrdersShop;
  beforeAll(async () => {
    shop = await startOrdersShop();
  });
  afterAll(() => shop.stop());

  it('names what placing an order needs, and how it may end', async () => {
    const { body } = await shop.service.call('GET', '/openapi.json');
    const { paths } = body as { paths: Record<string, Record<string, Operation>> };
    const place = paths['/orders']?.['post'];
    expect(place?.parameters).toEqual([
      { name: 'idempotency-key', in: 'header', required: true, schema: { type: 'string' } },
    ]);
    expect(Object.keys(place?.responses ?? {})).toEqual(['201', '400', '401', '409', '413', '415', '422']);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/orders', '/orders/{orderId}', '/orders/{orderId}/cancel', '/admin/orders']),
    );
  });
});
