import 'reflect-metadata';
import { notificationList, notificationPage, type NotificationView } from '@breakwater/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notificationId } from '../src/notifications/notification-id.js';
import { isAllowed, transition } from '../src/notifications/notification-state.js';
import {
  buildOrder,
  cancelled,
  confirmed,
  newId,
  type NotificationShop,
  shipped,
  startNotificationShop,
} from './support/notification-shop.js';

let shop: NotificationShop;

beforeAll(async () => {
  shop = await startNotificationShop();
});
afterAll(() => shop.stop());

async function confirmedAndShipped() {
  const order = buildOrder();
  await shop.broker.publish(confirmed(order));
  await shop.sent(order.orderId, 'order-confirmed');
  await shop.broker.publish(shipped(order));
  await shop.sent(order.orderId, 'shipment-created');
  return order;
}

describe('what was sent for an order', () => {
  it('is shown to its customer and to admins, oldest first', async () => {
    const order = await confirmedAndShipped();
    const path = `/orders/${order.orderId}/notifications`;
    const own = await shop.get(path, { customerId: order.customer.customerId });
    expect(own.status).toBe(200);
    const { items } = notificationList.parse(own.body);
    expect(items.map(({ kind, channel, status }) => [kind, channel, status])).toEqual([
      ['order-confirmed', 'email', 'sent'],
      ['shipment-created', 'account', 'sent'],
    ]);
    expect(items[0]?.invoiceNumber).toMatch(/^INV-/);
    expect(items[1]?.invoiceNumber).toBeNull();
    expect((await shop.get(path)).body).toEqual(own.body);
  });

  it('is not there for anybody else, nor for an unknown order', async () => {
    const order = await confirmedAndShipped();
    const foreign = await shop.get(`/orders/${order.orderId}/notifications`, {});
    expect(foreign.status).toBe(404);
    expect(foreign.body).toMatchObject({ code: 'notifications-not-found' });
    expect((await shop.get(`/orders/${newId()}/notifications`)).status).toBe(404);
    expect((await shop.get('/orders/17/notifications')).status).toBe(400);
    expect((await shop.service.call('GET', `/orders/${order.orderId}/notifications`)).status).toBe(401);
  });
});

describe('the list of all notifications', () => {
  it('has every one once, page by page, oldest first', async () => {
    const orders = Array.from({ length: 7 }, () => buildOrder());
    await shop.broker.publish(...orders.map((order) => cancelled(order)));
    for (const { orderId } of orders) await shop.sent(orderId, 'order-cancelled');
    const seen: NotificationView[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { status, body } = await shop.get(`/admin/notifications?limit=3${cursor && `&cursor=${cursor}`}`);
      expect(status).toBe(200);
      const page = notificationPage.parse(body);
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(new Set(seen.map((one) => one.notificationId)).size).toBe(seen.length);
    const ids = seen.map(({ orderId }) => orderId);
    for (const { orderId } of orders) expect(ids).toContain(orderId);
    const { body } = await shop.get('/admin/notifications?limit=1000');
    expect(notificationPage.parse(body)).toEqual({ items: seen, nextCursor: null });
  });

  it('is for admins', async () => {
    expect((await shop.get('/admin/notifications', {})).status).toBe(403);
    expect((await shop.service.call('GET', '/admin/notifications')).status).toBe(401);
  });

  it.each(['!', 'AAAA', 'MTIz=', 'OTk5'.repeat(40), Buffer.from('-1').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      const { status, body } = await shop.get(`/admin/notifications?cursor=${encodeURIComponent(cursor)}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ code: 'invalid-cursor' });
    },
  );

  it.each(['limit=0', 'limit=1001', 'limit=many', 'page=2'])('refuses %s', async (query) => {
    const { status, body } = await shop.get(`/admin/notifications?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid-request' });
  });
});

describe('a notification', () => {
  it('is sent once', () => {
    expect(isAllowed('pending', 'send')).toBe(true);
    expect(transition('pending', 'send')).toBe('sent');
    expect(isAllowed('sent', 'send')).toBe(false);
    expect(() => transition('sent', 'send')).toThrow('"sent" cannot "send"');
  });

  it('has an id that follows from order and kind', () => {
    const orderId = '0198c6a4-1b2c-7def-8123-456789abcdef';
    const id = notificationId(orderId, 'order-confirmed');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(notificationId(orderId, 'order-confirmed')).toBe(id);
    expect(notificationId(orderId, 'order-cancelled')).not.toBe(id);
    expect(notificationId(newId(), 'order-confirmed')).not.toBe(id);
  });
});
