import { newId } from '@breakwater/persistence';
import { buildEvent } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type Customer, HEART, LANTERN, type OrdersShop, startOrdersShop } from './support/orders-shop.js';
import { StatementCounter } from './support/statement-counter.js';

describe('statements', () => {
  let shop: OrdersShop;
  let counter: StatementCounter;
  beforeAll(async () => {
    shop = await startOrdersShop();
    counter = StatementCounter.watch(shop.service.app);
  });
  afterAll(() => shop.stop());

  const statementsOf = async (customer: Customer, method: string, path: string, body?: unknown, key = newId()) => {
    const correlationId = newId();
    const headers = { 'x-correlation-id': correlationId, 'idempotency-key': key };
    const { status } = await customer.call(method, path, body, headers);
    expect(status).toBeLessThan(300);
    return counter.of(correlationId);
  };

  it('of POST /orders are five, for any number of lines', async () => {
    const ada = await shop.customer();
    for (const lines of [1, 50]) {
      const body = bodyOf(...Array.from({ length: lines }, (): [string, number] => [HEART, 1]));
      const statements = await statementsOf(ada, 'POST', '/orders', body);
      expect(statements.map((statement) => statement.trim().split(/\s/, 1)[0])).toEqual([
        'SELECT', // the key and the products
        'START',
        'WITH', // order and items
        'INSERT', // outbox
        'COMMIT',
      ]);
    }
  });

  it('of a repeated POST /orders are three', async () => {
    const ada = await shop.customer();
    await ada.place(bodyOf([HEART, 1]), 'once');
    expect(await statementsOf(ada, 'POST', '/orders', bodyOf([HEART, 1]), 'once')).toHaveLength(3);
  });

  it.each([5, 50])('of a list of %i orders are two', async (orders) => {
    const ada = await shop.customer();
    const items = [HEART, LANTERN, HEART].map((sku) => ({ sku, quantity: 1 }));
    for (let count = 0; count < orders; count += 1) await ada.order(items);
    expect(await statementsOf(ada, 'GET', '/orders?limit=50')).toHaveLength(2);
  });

  it('of one order are two, of the list of all orders one', async () => {
    const [ada, admin] = await Promise.all([shop.customer(), shop.admin()]);
    const { orderId } = await ada.order();
    expect(await statementsOf(ada, 'GET', `/orders/${orderId}`)).toHaveLength(2);
    expect(await statementsOf(admin, 'GET', '/admin/orders')).toHaveLength(1);
  });

  it('of an event that changes 200 products or levels is one, without transaction or inbox', async () => {
    const skus = Array.from({ length: 200 }, (_, index) => `MANY-${index}`);
    const price = { amount: 100, currency: 'GBP' as const };
    const events = [
      buildEvent('product.changed', {
        products: skus.map((sku) => ({ sku, name: sku, category: 'many', price, weightGrams: 1, version: 1 })),
      }),
      buildEvent('stock.level-changed', { levels: skus.map((sku) => ({ sku, available: 3, version: 1 })) }),
    ];
    await shop.broker.publish(...events);
    await shop.broker.drained('orders-catalogue');
    for (const { correlationId } of events) {
      expect(
        counter.of(correlationId).map((statement) => statement.trim().split(/\s/, 3).slice(0, 3).join(' ')),
      ).toEqual(['INSERT INTO product']);
    }
  });

  const verbs = (statements: readonly string[]) => statements.map((statement) => statement.trim().split(/\s/, 1)[0]);

  it('of a confirmation are two, beside the inbox, and three when it comes too late', async () => {
    const ada = await shop.customer();
    const { orderId } = await ada.order();
    const [event, late] = [buildEvent('stock.reserved', { orderId }), buildEvent('stock.reserved', { orderId })];
    await shop.broker.publish(event);
    await shop.orderBecomes(ada, orderId, ({ status }) => status === 'confirmed');
    expect(verbs(counter.of(event.correlationId))).toEqual([
      'START',
      'INSERT', // inbox
      'WITH', // the step, which answers with order and items
      'INSERT', // outbox
      'COMMIT',
    ]);
    await shop.broker.publish(late);
    await shop.broker.drained('orders-progress');
    expect(verbs(counter.of(late.correlationId))).toEqual([
      'START',
      'INSERT', // inbox
      'WITH', // the step, which moves nothing
      'SELECT', // order
      'SELECT', // items
      'COMMIT',
    ]);
  });

  it('of a cancellation are six', async () => {
    const ada = await shop.customer();
    const { orderId } = await ada.order();
    expect(verbs(await statementsOf(ada, 'POST', `/orders/${orderId}/cancel`))).toEqual([
      'SELECT', // order: whose is it?
      'SELECT', // its items
      'START',
      'WITH', // the step, which answers with order and items
      'INSERT', // outbox
      'COMMIT',
    ]);
  });
});
