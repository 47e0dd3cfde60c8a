import 'reflect-metadata';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildOrder,
  cancelled,
  confirmed,
  type NotificationShop,
  rejected,
  shipped,
  startNotificationShop,
} from './support/notification-shop.js';

let shop: NotificationShop;

beforeAll(async () => {
  shop = await startNotificationShop();
});
afterAll(() => shop.stop());

describe('the customer', () => {
  it('of a confirmed order gets one e-mail with its lines, sums and invoice', async () => {
    const order = buildOrder();
    const event = confirmed(order);
    await shop.broker.publish(event);
    const { invoiceNumber, notificationId } = await shop.sent(order.orderId, 'order-confirmed');
    const [request, ...more] = shop.provider.deliveredFor(order.orderId);
    expect(more).toEqual([]);
    expect(request?.key).toBe(notificationId);
    expect(request?.headers['x-correlation-id']).toBe(event.correlationId);
    expect(request?.email.to).toBe('ada@example.com');
    expect(request?.email.subject).toContain(invoiceNumber);
    for (const shown of [
      'Dear Ada Lovelace,',
      '2 x White hanging heart (85123A): £5.10',
      'Delivery: £3.95',
      'Total: £9.05',
      order.orderId,
    ]) {
      expect(request?.email.text).toContain(shown);
    }
  });

  it('of a rejected order is told which products were missing, without an invoice', async () => {
    const order = buildOrder();
    await shop.broker.publish(rejected(order));
    await shop.sent(order.orderId, 'order-rejected');
    const [request] = shop.provider.deliveredFor(order.orderId);
    expect(request?.email.subject).toBe('We cannot deliver your Breakwater order');
    expect(request?.email.text).toContain('- White hanging heart (85123A): you ordered 12, 5 left');
    expect(request?.email.text).toContain('- 71053: you ordered 6, none is left');
    expect(request?.email.attachments).toEqual([]);
    expect((await shop.get(`/orders/${order.orderId}/invoice`)).status).toBe(404);
  });

  it('of a cancelled order gets it in writing', async () => {
    const order = buildOrder();
    await shop.broker.publish(cancelled(order));
    await shop.sent(order.orderId, 'order-cancelled');
    const [request] = shop.provider.deliveredFor(order.orderId);
    expect(request?.email.subject).toBe('Your Breakwater order is cancelled');
    expect(request?.email.text).toContain('£9.05');
    expect(request?.email.text).toContain('as you asked');
  });

  it('finds the parcel in the account, and gets no e-mail for it', async () => {
    const order = buildOrder();
    await shop.broker.publish(shipped(order));
    const notification = await shop.sent(order.orderId, 'shipment-created');
    expect(notification).toMatchObject({ channel: 'account', customerId: order.customer.customerId });
    expect(notification.subject).toContain('SP0123456789');
    const { notificationId } = notification;
    expect(shop.provider.requests.filter(({ key }) => key === notificationId)).toEqual([]);
  });

  it('is told of each thing once, when news come in the wrong order', async () => {
    const order = buildOrder();
    await shop.broker.publish(cancelled(order));
    await shop.sent(order.orderId, 'order-cancelled');
    await shop.broker.publish(confirmed(order));
    await shop.sent(order.orderId, 'order-confirmed');
    const texts = shop.provider.deliveredFor(order.orderId).map(({ email }) => email.text);
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).toMatch(/on \d+ \w+ \d{4} at \d\d:\d\d UTC/);
  });
});

describe('an event delivered again', () => {
  it('five times sends one e-mail', async () => {
    const order = buildOrder();
    const event = confirmed(order);
    for (let delivery = 0; delivery < 5; delivery += 1) {
      await shop.broker.publish(event);
      await shop.sent(order.orderId, 'order-confirmed');
    }
    await shop.settled();
    expect(shop.provider.requestsFor(order.orderId)).toHaveLength(1);
  });

  it('eight times at once delivers one e-mail', async () => {
    const order = buildOrder();
    const event = confirmed(order);
    await Promise.all(Array.from({ length: 8 }, () => shop.broker.publish(event)));
    await shop.sent(order.orderId, 'order-confirmed');
    await shop.settled();
    expect(shop.provider.deliveredFor(order.orderId)).toHaveLength(1);
    const payloads = new Set(shop.provider.requestsFor(order.orderId).map(({ payload }) => payload));
    expect(payloads.size).toBe(1);
  });

  it('after the inbox forgot sends nothing', async () => {
    const order = buildOrder();
    const event = confirmed(order);
    await shop.broker.publish(event);
    const { sentAt } = await shop.sent(order.orderId, 'order-confirmed');
    await shop.settled();
    const { dataSource } = shop.database;
    await dataSource.query(`DELETE FROM inbox WHERE event_id = $1`, [event.id]);
    await shop.broker.publish(event);
    await waitUntil('the inbox to know it again', async () => {
      const rows: unknown[] = await dataSource.query(`SELECT 1 FROM inbox WHERE event_id = $1`, [event.id]);
      return rows.length > 0;
    });
    expect(shop.provider.requestsFor(order.orderId)).toHaveLength(1);
    expect((await shop.notification(order.orderId, 'order-confirmed'))?.sentAt).toEqual(sentAt);
  });
});
