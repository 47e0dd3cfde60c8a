import { newId } from '@breakwater/persistence';
import { buildEvent } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, HEART, LANTERN, type OrdersShop, startOrdersShop, stock } from './support/orders-shop.js';
import { answer, quote } from './support/shipping-stub.js';

describe('Idempotency-Key', () => {
  let shop: OrdersShop;
  beforeAll(async () => {
    shop = await startOrdersShop();
  });
  afterAll(() => shop.stop());

  const countOrders = async (customerId: string): Promise<number> => {
    const [row] = (await shop.database.dataSource.query(
      `SELECT count(*)::int AS orders, (SELECT count(*)::int FROM outbox WHERE body LIKE $2) AS events
       FROM customer_order WHERE customer_id = $1`,
      [customerId, `%${customerId}%`],
    )) as [{ orders: number; events: number }];
    expect(row.events).toBe(row.orders);
    return row.orders;
  };

  it('makes one order of the same request sent twenty times at once, and answers all alike', async () => {
    const ada = await shop.customer();
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ada.place(bodyOf([HEART, 2]), key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') !== 'true')).toHaveLength(1);
    expect(await countOrders(ada.customerId)).toBe(1);
  });

  it('answers a repeat with the first answer, whatever became of the order, the product and the prices', async () => {
    const sku = 'SOLD-OUT';
    await stock(shop.database, [{ sku, name: 'Sold out', unitPrice: 100, weightGrams: 1, available: 1 }]);
    const ada = await shop.customer();
    const key = newId();
    const first = await ada.place(bodyOf([sku, 1]), key);
    const { orderId } = first.body as { orderId: string };
    await shop.broker.publish(buildEvent('stock.reserved', { orderId }));
    await shop.orderBecomes(ada, orderId, ({ status }) => status === 'confirmed');
    await shop.database.dataSource.query(
      `UPDATE product SET name = 'Other', unit_price = 1, available = 0 WHERE sku = $1`,
      [sku],
    );
    const asked = shop.shipping.requests.length;

    const repeat = await ada.place(bodyOf([sku, 1]), key);
    expect(repeat.status).toBe(201);
    expect(repeat.body).toEqual(first.body);
    expect(repeat.headers.get('idempotent-replayed')).toBe('true');
    expect(repeat.headers.get('location')).toBe(`/orders/${orderId}`);
    expect(shop.shipping.requests, 'a repeat asks for no quote').toHaveLength(asked);
  });

  it('takes bodies for the same that differ in spaces and in the sequence of fields alone', async () => {
    const ada = await shop.customer();
    const key = newId();
    const body = bodyOf([HEART, 2]);
    const first = await ada.place(body, key);
    const { name, ...rest } = body.shipTo;
    const other = JSON.stringify(
      { shipTo: { ...rest, name: `  ${name} ` }, items: [{ quantity: 2, sku: HEART }] },
      null,
      2,
    );
    expect((await ada.place(other, key)).body).toEqual(first.body);
  });

  it('refuses the key with another body', async () => {
    const ada = await shop.customer();
    const key = newId();
    await ada.place(bodyOf([HEART, 2], [LANTERN, 1]), key);
    const bodies = [
      bodyOf([HEART, 3], [LANTERN, 1]),
      bodyOf([LANTERN, 1], [HEART, 2]),
      bodyOf([HEART, 2]),
      { ...bodyOf([HEART, 2], [LANTERN, 1]), shipTo: { ...bodyOf().shipTo, city: 'Leeds' } },
    ];
    for (const body of bodies) {
      expect(await ada.place(body, key)).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    }
    expect(await countOrders(ada.customerId)).toBe(1);
  });

  it('lets one of two different bodies with the same key through when they come at once', async () => {
    const ada = await shop.customer();
    const key = newId();
    const bodies = Array.from({ length: 10 }, (_, index) => bodyOf([HEART, (index % 2) + 1]));
    const answers = await Promise.all(bodies.map((body) => ada.place(body, key)));
    const withStatus = (wanted: number) => answers.filter(({ status }) => status === wanted);
    expect([withStatus(201).length, withStatus(422).length]).toEqual([5, 5]);
    expect(await countOrders(ada.customerId)).toBe(1);
  });

  it('gives each customer keys of their own', async () => {
    const [ada, grace] = await Promise.all([shop.customer(), shop.customer()]);
    const [one, other] = await Promise.all([
      ada.place(bodyOf([HEART, 1]), 'mine'),
      grace.place(bodyOf([HEART, 9]), 'mine'),
    ]);
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(one.body).not.toMatchObject({ orderId: (other.body as { orderId: string }).orderId });
  });

  it('decides between requests that were all under way before the first was written', async () => {
    const ada = await shop.customer();
    const key = newId();
    const waiting: (() => void)[] = [];
    shop.shipping.behave((response) => waiting.push(() => answer(201, quote(100 * waiting.length))(response)));
    const answers = Array.from({ length: 4 }, () => ada.place(bodyOf([HEART, 1]), key));
    await expect.poll(() => waiting.length).toBe(4);
    for (const proceed of waiting) proceed();
    const bodies = (await Promise.all(answers)).map(({ body }) => JSON.stringify(body));
    shop.shipping.behave((response) => answer(201, quote())(response));
    expect(new Set(bodies).size).toBe(1);
    expect(await countOrders(ada.customerId)).toBe(1);
  });

  it.each([
    ['no key', undefined, 'idempotency-key-required'],
    ['an empty key', '', 'idempotency-key-required'],
    ['a key with a space', 'two words', 'invalid-idempotency-key'],
    ['a key of 101 characters', 'k'.repeat(101), 'invalid-idempotency-key'],
    ['a key outside of ASCII', 'schlüssel', 'invalid-idempotency-key'],
  ])('refuses %s', async (_case, key, code) => {
    const ada = await shop.customer();
    const headers = key === undefined ? undefined : { 'idempotency-key': key };
    expect(await ada.call('POST', '/orders', bodyOf([HEART, 1]), headers)).toMatchObject({
      status: 400,
      body: { code },
    });
  });
});
