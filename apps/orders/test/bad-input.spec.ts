import { newId } from '@breakwater/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type Customer, HEART, type OrdersShop, shipTo, startOrdersShop } from './support/orders-shop.js';

const item = { sku: HEART, quantity: 1 };
const withItem = (part: object) => ({ items: [{ ...item, ...part }], shipTo });
const withAddress = (part: object) => ({ items: [item], shipTo: { ...shipTo, ...part } });

/** Name, body, and the path that the answer must name. */
const invalid: [name: string, body: unknown, path: string][] = [
  ['an empty object', {}, 'items'],
  ['an array', [], ''],
  ['a number', 7, ''],
  ['items of another type', { items: 'all', shipTo }, 'items'],
  ['no items', { items: [], shipTo }, 'items'],
  ['10,000 items', { items: Array.from({ length: 10_000 }, () => item), shipTo }, 'items'],
  ['an item that is null', { items: [null], shipTo }, 'items.0'],
  ['a quantity as text', withItem({ quantity: '2' }), 'items.0.quantity'],
  ['a quantity of zero', withItem({ quantity: 0 }), 'items.0.quantity'],
  ['a negative quantity', withItem({ quantity: -1 }), 'items.0.quantity'],
  ['a broken quantity', withItem({ quantity: 1.5 }), 'items.0.quantity'],
  ['a huge quantity', withItem({ quantity: 100_001 }), 'items.0.quantity'],
  ['a quantity beyond exact integers', withItem({ quantity: 1e300 }), 'items.0.quantity'],
  ['a SKU as a number', withItem({ sku: 85123 }), 'items.0.sku'],
  ['an empty SKU', withItem({ sku: '' }), 'items.0.sku'],
  ['SQL for a SKU', withItem({ sku: "'; DROP TABLE customer_order; --" }), 'items.0.sku'],
  ['a price of the customer’s choice', withItem({ unitPrice: 1 }), 'items.0'],
  ['an unknown field', { items: [item], shipTo, total: 1 }, ''],
  ['no address', { items: [item] }, 'shipTo'],
  ['an unknown field in the address', withAddress({ planet: 'Earth' }), 'shipTo'],
  ['a country by its name', withAddress({ country: 'England' }), 'shipTo.country'],
  ['a blank name', withAddress({ name: '  ' }), 'shipTo.name'],
  ['a line break in the name', withAddress({ name: 'Ada\r\nBcc: all@example.com' }), 'shipTo.name'],
  ['a NUL in the street', withAddress({ street: 'A\u0000B' }), 'shipTo.street'],
  ['a name that is too long', withAddress({ name: 'x'.repeat(121) }), 'shipTo.name'],
];

describe('bad input to POST /orders', () => {
  let shop: OrdersShop;
  let ada: Customer;
  beforeAll(async () => {
    shop = await startOrdersShop();
    ada = await shop.customer();
  });
  afterAll(() => shop.stop());

  const post = (body: unknown, contentType = 'application/json') =>
    ada.call('POST', '/orders', body, { 'idempotency-key': newId(), 'content-type': contentType });

  it.each(invalid)('%s: 400, naming the place', async (_name, body, path) => {
    const result = await ada.place(body);
    expect(result.status).toBe(400);
    expectProblem(result, 'invalid-request');
    const { errors } = result.body as { errors: { path: string; message: string }[] };
    expect(errors.map((error) => error.path)).toContain(path);
  });

  it.each([
    ['broken JSON', '{"items": [', 400],
    ['a body cut in half', JSON.stringify(bodyOf([HEART, 1])).slice(0, 30), 400],
    ['an empty body', '', 400],
    ['a body of 10 MB', JSON.stringify({ items: [item], shipTo, padding: 'x'.repeat(10_000_000) }), 413],
  ])('%s', async (_name, body, status) => {
    const result = await post(body);
    expect(result.status).toBe(status);
    expectProblem(result);
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'content type %s: 415',
    async (contentType) => {
      const result = await post(JSON.stringify(bodyOf([HEART, 1])), contentType);
      expect(result.status).toBe(415);
      expectProblem(result);
    },
  );

  it('does not let a prototype be set through JSON', async () => {
    const result = await post(`{"items":[{"sku":"${HEART}","quantity":1}],"__proto__":{"admin":true}}`);
    expect(result.status).toBe(400);
    expectProblem(result);
  });

  it.each(['not-a-uuid', '1', "' OR 1=1 --", '%00'])('an order id like %s: 400', async (orderId) => {
    for (const [method, path] of [
      ['GET', `/orders/${encodeURIComponent(orderId)}`],
      ['POST', `/orders/${encodeURIComponent(orderId)}/cancel`],
    ] as const) {
      const result = await ada.call(method, path);
      expect(result.status).toBe(400);
      expectProblem(result, 'invalid-request');
    }
  });

  it.each([
    'limit=0',
    'limit=501',
    'limit=-1',
    'limit=ten',
    'limit=5&limit=6',
    'offset=3',
    `cursor=${'x'.repeat(201)}`,
  ])('GET /orders?%s: 400', async (query) => {
    const result = await ada.call('GET', `/orders?${query}`);
    expect(result.status).toBe(400);
    expectProblem(result, 'invalid-request');
  });

  it.each([
    'x',
    'AAAA',
    Buffer.from(newId()).toString('base64url').slice(0, -1),
    Buffer.from("' OR 1=1").toString('base64url'),
  ])('a broken cursor like %s: 400', async (cursor) => {
    const result = await ada.call('GET', `/orders?cursor=${cursor}`);
    expect(result.status).toBe(400);
    expectProblem(result, 'invalid-cursor');
  });

  it('leaves nothing half-done', async () => {
    const [row] = (await shop.database.dataSource.query(
      `SELECT (SELECT count(*)::int FROM customer_order) AS orders, (SELECT count(*)::int FROM outbox) AS events`,
    )) as unknown[];
    expect(row).toEqual({ orders: 0, events: 0 });
    expect(shop.shipping.requests).toHaveLength(0);
  });
});

function expectProblem({ headers, body, status }: Awaited<ReturnType<Customer['call']>>, code?: string): void {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ status, detail: expect.any(String), correlationId: headers.get('x-correlation-id') });
  if (code !== undefined) expect(body).toMatchObject({ code, type: `urn:breakwater:problem:${code}` });
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:\d|\bat .*\(|SELECT|INSERT|QueryFailed/);
}
