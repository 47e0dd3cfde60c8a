import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Invoice } from '../src/invoices/invoice.entity.js';
import {
  buildOrder,
  cancelled,
  confirmed,
  newId,
  type NotificationShop,
  startNotificationShop,
} from './support/notification-shop.js';
import { readPdf } from './support/read-pdf.js';

let shop: NotificationShop;

beforeAll(async () => {
  shop = await startNotificationShop();
});
afterAll(() => shop.stop());

async function download(orderId: string, principal: object): Promise<{ response: Response; bytes: Buffer }> {
  const token = await shop.tokens.issue(principal);
  const response = await fetch(`${shop.service.url}/orders/${orderId}/invoice`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe('the invoice of a confirmed order', () => {
  it('is downloaded by its customer as it was mailed', async () => {
    const order = buildOrder();
    await shop.broker.publish(confirmed(order));
    const { invoiceNumber } = await shop.sent(order.orderId, 'order-confirmed');
    expect(invoiceNumber).toMatch(/^INV-\d{4}-\d{6}$/);

    const { response, bytes } = await download(order.orderId, { customerId: order.customer.customerId });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toBe(`inline; filename="${invoiceNumber}.pdf"`);
    expect(readPdf(bytes)[0]).toContain(invoiceNumber);

    const [email] = shop.provider.deliveredFor(order.orderId);
    expect(email?.email.attachments).toEqual([
      { filename: `${invoiceNumber}.pdf`, contentType: 'application/pdf', contentBase64: bytes.toString('base64') },
    ]);
    const admins = await download(order.orderId, { role: 'admin' });
    expect(admins.bytes.equals(bytes)).toBe(true);
  });

  it('is not there for anybody else, nor before there is one', async () => {
    const order = buildOrder();
    await shop.broker.publish(confirmed(order));
    await shop.sent(order.orderId, 'order-confirmed');
    expect((await download(order.orderId, {})).response.status).toBe(404);
    const unknown = await shop.get(`/orders/${newId()}/invoice`);
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toContain('application/problem+json');
    expect(unknown.body).toMatchObject({ code: 'invoice-not-found' });
    expect((await shop.get('/orders/17/invoice')).status).toBe(400);
    expect((await shop.service.call('GET', `/orders/${order.orderId}/invoice`)).status).toBe(401);
  });

  it('of 600 lines is mailed whole', async () => {
    const lines = Array.from({ length: 600 }, (_, index) => ({
      line: index + 1,
      sku: `SKU-${index + 1}`,
      name: `Product ${index + 1}`,
      quantity: 1,
      unitPrice: { amount: 100, currency: 'GBP' as const },
    }));
    const order = buildOrder({ lines });
    await shop.broker.publish(confirmed(order));
    await shop.sent(order.orderId, 'order-confirmed');
    const [email] = shop.provider.deliveredFor(order.orderId);
    const [attachment] = email?.email.attachments ?? [];
    const texts = readPdf(Buffer.from(attachment?.contentBase64 ?? '', 'base64')).flat();
    expect(texts.filter((text) => text.startsWith('SKU-'))).toHaveLength(600);
    expect(email?.email.text).toContain('- and 570 more');
  });

  it('stays the same when the order is cancelled afterwards', async () => {
    const order = buildOrder();
    await shop.broker.publish(confirmed(order));
    await shop.sent(order.orderId, 'order-confirmed');
    const before = await download(order.orderId, { role: 'admin' });
    await shop.broker.publish(cancelled(order));
    await shop.sent(order.orderId, 'order-cancelled');
    expect((await download(order.orderId, { role: 'admin' })).bytes.equals(before.bytes)).toBe(true);
  });
});

describe('invoice numbers', () => {
  it('are unique and one for each order, also when orders come at once and again', async () => {
    const events = Array.from({ length: 20 }, () => confirmed());
    await Promise.all([...events, ...events].map((event) => shop.broker.publish(event)));
    for (const { payload } of events) await shop.sent(payload.orderId, 'order-confirmed');
    await shop.settled();
    const invoices = await shop.database.dataSource.getRepository(Invoice).find();
    expect(new Set(invoices.map(({ sequence }) => sequence)).size).toBe(invoices.length);
    for (const { payload } of events) {
      expect(shop.provider.deliveredFor(payload.orderId)).toHaveLength(1);
      expect(invoices.filter(({ orderId }) => orderId === payload.orderId)).toHaveLength(1);
    }
  });
});
