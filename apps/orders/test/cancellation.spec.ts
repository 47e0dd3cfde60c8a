import { newId } from '@breakwater/persistence';
import { buildEvent } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Customer, HEART, type OrdersShop, startOrdersShop } from './support/orders-shop.js';

describe('cancelling an order', () => {
  let shop: OrdersShop;
  let ada: Customer;
  beforeAll(async () => {
    shop = await startOrdersShop();
    ada = await shop.customer();
  });
  afterAll(() => shop.stop());

  const cancel = (orderId: string, customer = ada) => customer.call('POST', `/orders/${orderId}/cancel`);
  const shipmentCreated = (orderId: string) =>
    buildEvent('shipment.created', {
      shipmentId: newId(),
      orderId,
      customerId: ada.customerId,
      carrier: 'swiftpost',
      service: 'standard',
      trackingNumber: 'SP0001',
      cost: { amount: 395, currency: 'GBP' },
      bookedAt: new Date().toISOString(),
    });
  const shortages = [{ sku: HEART, requested: 2, available: 0 }];

  it('answers with the cancelled order and publishes it', async () => {
    const order = await ada.order();
    const { status, body } = await cancel(order.orderId);
    expect(status).toBe(200);
    expect(body).toMatchObject({ orderId: order.orderId, status: 'cancelled', version: 2, items: order.items });
    const rows = await shop.database.dataSource.query(
      `SELECT body::json -> 'payload' AS payload FROM outbox WHERE type = 'order.cancelled' AND body LIKE $1`,
      [`%${order.orderId}%`],
    );
    expect(rows).toEqual([
      {
        payload: {
          orderId: order.orderId,
          customer: { customerId: ada.customerId, email: 'ada@example.com', name: 'Ada Lovelace' },
          cancelledBy: 'customer',
          total: order.total,
        },
      },
    ]);
  });

  it('answers again with the same when repeated, and publishes once, also ten times at once', async () => {
    const { orderId } = await ada.order();
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel(orderId)));
    answers.push(await cancel(orderId));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await shop.published(orderId)).toEqual(['order.placed 1', 'order.cancelled 2']);
  });

  it('can be done by an admin', async () => {
    const { orderId } = await ada.order();
    expect((await cancel(orderId, await shop.admin())).status).toBe(200);
    const [row] = (await shop.database.dataSource.query(
      `SELECT body::json -> 'payload' ->> 'cancelledBy' AS by FROM outbox WHERE type = 'order.cancelled' AND body LIKE $1`,
      [`%${orderId}%`],
    )) as unknown[];
    expect(row).toEqual({ by: 'admin' });
  });

  it('is too late for a rejected order', async () => {
    const { orderId } = await ada.order();
    await shop.broker.publish(buildEvent('stock.rejected', { orderId, shortages }));
    await shop.orderBecomes(ada, orderId, ({ status }) => status === 'rejected');
    expect(await cancel(orderId)).toMatchObject({
      status: 409,
      body: { code: 'order-not-cancellable', orderStatus: 'rejected' },
    });
    expect(await shop.published(orderId)).toEqual(['order.placed 1', 'order.rejected 2']);
  });

  it('after the confirmation takes the order and its shipment back', async () => {
    const { orderId } = await ada.order();
    await shop.broker.publish(buildEvent('stock.reserved', { orderId }));
    await shop.orderBecomes(ada, orderId, ({ status }) => status === 'confirmed');
    expect((await cancel(orderId)).body).toMatchObject({ status: 'cancelled', version: 3, shipment: null });
    expect(await shop.published(orderId)).toEqual(['order.placed 1', 'order.confirmed 2', 'order.cancelled 3']);
  });

  it('leaves the order without its shipment, whichever of the two is first', async () => {
    const [shippedFirst, cancelledFirst] = [await ada.order(), await ada.order()];
    await shop.broker.publish(
      ...[shippedFirst, cancelledFirst].map(({ orderId }) => buildEvent('stock.reserved', { orderId })),
    );
    await shop.broker.drained('orders-progress');
    await cancel(cancelledFirst.orderId);
    await shop.broker.publish(shipmentCreated(shippedFirst.orderId), shipmentCreated(cancelledFirst.orderId));
    await shop.orderBecomes(ada, shippedFirst.orderId, ({ shipment }) => shipment !== null);
    await shop.broker.drained('orders-progress');
    await cancel(shippedFirst.orderId);
    for (const { orderId } of [shippedFirst, cancelledFirst]) {
      expect(await ada.get(orderId)).toMatchObject({ status: 'cancelled', shipment: null });
    }
  });

  it('before the stock’s answer makes that answer late, whatever it is', async () => {
    const [one, other] = [await ada.order(), await ada.order()];
    const cancelled = [(await cancel(one.orderId)).body, (await cancel(other.orderId)).body];
    await shop.broker.publish(
      buildEvent('stock.reserved', { orderId: one.orderId }),
      buildEvent('stock.rejected', { orderId: other.orderId, shortages }),
    );
    await shop.broker.drained('orders-progress');
    expect([await ada.get(one.orderId), await ada.get(other.orderId)]).toEqual(cancelled);
    for (const { orderId } of [one, other]) {
      expect(await shop.published(orderId)).toEqual(['order.placed 1', 'order.cancelled 2']);
    }
    expect(await shop.broker.countDeadLetters('orders-progress')).toBe(0);
  });

  it('at the same time as the confirmation ends cancelled, with versions in the order of what happened', async () => {
    const orders = await Promise.all(Array.from({ length: 12 }, () => ada.order()));
    await Promise.all(
      orders.map(async ({ orderId }) => {
        await Promise.all([shop.broker.publish(buildEvent('stock.reserved', { orderId })), cancel(orderId)]);
      }),
    );
    await shop.broker.drained('orders-progress');
    for (const { orderId } of orders) {
      expect((await ada.get(orderId)).status).toBe('cancelled');
      expect([
        ['order.placed 1', 'order.cancelled 2'],
        ['order.placed 1', 'order.confirmed 2', 'order.cancelled 3'],
      ]).toContainEqual(await shop.published(orderId));
    }
  });

  it('at the same time as the rejection leaves one of the two', async () => {
    const orders = await Promise.all(Array.from({ length: 12 }, () => ada.order()));
    const answers = await Promise.all(
      orders.map(async ({ orderId }) => {
        const [answer] = await Promise.all([
          cancel(orderId),
          shop.broker.publish(buildEvent('stock.rejected', { orderId, shortages })),
        ]);
        return answer;
      }),
    );
    await shop.broker.drained('orders-progress');
    for (const [index, { orderId }] of orders.entries()) {
      const won = answers[index]?.status === 200;
      expect(answers[index]?.status).toBe(won ? 200 : 409);
      expect((await ada.get(orderId)).status).toBe(won ? 'cancelled' : 'rejected');
      expect(await shop.published(orderId)).toEqual(['order.placed 1', won ? 'order.cancelled 2' : 'order.rejected 2']);
    }
  });
});
