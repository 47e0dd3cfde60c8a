import { buildEvent, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, HEART, type OrdersShop, startOrdersShop } from './support/orders-shop.js';

describe('when a transaction fails', () => {
  let shop: OrdersShop;
  beforeAll(async () => {
    shop = await startOrdersShop();
  });
  afterAll(() => shop.stop());

  /** Makes PostgreSQL refuse the transaction's last statement, the outbox row, while `work` runs. */
  const whileOutboxRefuses = async (type: string, work: () => Promise<void>): Promise<void> => {
    const { dataSource } = shop.database;
    await dataSource.query(`ALTER TABLE outbox ADD CONSTRAINT refusal CHECK (type <> '${type}') NOT VALID`);
    try {
      await work();
    } finally {
      await dataSource.query(`ALTER TABLE outbox DROP CONSTRAINT refusal`);
    }
  };

  const rows = async (): Promise<unknown> => {
    const counts = (await shop.database.dataSource.query(
      `SELECT (SELECT count(*)::int FROM customer_order) AS orders, (SELECT count(*)::int FROM order_item) AS items,
         (SELECT count(*)::int FROM outbox) AS events`,
    )) as unknown[];
    return counts[0];
  };

  it('nothing of the order is there, and the same key places it later', async () => {
    const ada = await shop.customer();
    await whileOutboxRefuses('order.placed', async () => {
      const { status, body } = await ada.place(bodyOf([HEART, 1]), 'key');
      expect(status).toBe(500);
      expect(JSON.stringify(body)).not.toMatch(/refusal|constraint|INSERT|outbox/);
      expect(await rows()).toEqual({ orders: 0, items: 0, events: 0 });
    });
    expect((await ada.place(bodyOf([HEART, 1]), 'key')).status).toBe(201);
    expect(await rows()).toEqual({ orders: 1, items: 1, events: 1 });
  });

  it('nothing of the cancellation is there', async () => {
    const ada = await shop.customer();
    const order = await ada.order();
    await whileOutboxRefuses('order.cancelled', async () => {
      expect((await ada.call('POST', `/orders/${order.orderId}/cancel`)).status).toBe(500);
      expect(await ada.get(order.orderId)).toEqual(order);
    });
    expect((await ada.call('POST', `/orders/${order.orderId}/cancel`)).status).toBe(200);
  });

  it('the event is delivered again, and confirms the order then', async () => {
    const ada = await shop.customer();
    const order = await ada.order();
    const event = buildEvent('stock.reserved', { orderId: order.orderId });
    await whileOutboxRefuses('order.confirmed', async () => {
      await shop.broker.publish(event);
      await waitUntil('the event to have failed', async () => {
        const { body } = await shop.service.call('GET', '/metrics');
        return /^messag\w*\{[^}]*stock\.reserved[^}]*retry[^}]*\} [1-9]/m.test(String(body));
      });
      expect(await ada.get(order.orderId)).toEqual(order);
    });
    await shop.orderBecomes(ada, order.orderId, ({ status }) => status === 'confirmed');
  });
});
