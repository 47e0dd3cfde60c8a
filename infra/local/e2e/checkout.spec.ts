import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { OrderView } from '@breakwater/contracts';
import { call, waitUntil } from '@breakwater/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenShop, SERVICE_NAMES, startShop } from '../src/index.js';
import { ShopClient } from './shop-client.js';

describe('the whole checkout', () => {
  let shop: OpenShop;
  let customer: ShopClient;
  let admin: ShopClient;

  beforeAll(async () => {
    shop = await startShop({ baseEnv: process.env });
    customer = await ShopClient.signIn(shop.urls, shop.customer);
    admin = await ShopClient.signIn(shop.urls, shop.admin);
  });
  afterAll(() => shop.stop());

  const sku = () => `T-${randomUUID().slice(0, 8)}`;
  const idOf = (answer: { body: unknown }) => (answer.body as OrderView).orderId;

  it('confirms, ships and invoices an order, once, and its correlation id is in every log', async () => {
    const product = sku();
    await admin.stockProduct(product, 10);
    const placed = await customer.place([{ sku: product, quantity: 4 }]);
    expect(placed).toMatchObject({ status: 201, body: { status: 'placed' } });
    const order = await customer.finalOrder(idOf(placed));
    expect(order).toMatchObject({
      status: 'confirmed',
      itemsTotal: { amount: 5_000 },
      shipping: { isEstimate: false },
    });
    expect(await customer.stock(product)).toMatchObject({ available: 6, reserved: 4 });
    expect(await customer.shipment(order.orderId)).toMatchObject({
      status: 'booked',
      trackingNumber: order.shipment?.trackingNumber,
    });

    const notifications = await customer.notified(order.orderId, 'order-confirmed', 'shipment-created');
    expect(notifications).toHaveLength(2);
    const confirmation = notifications.find(({ kind }) => kind === 'order-confirmed');
    if (!confirmation) throw new Error('no confirmation');
    const emails = await customer.emailsOf(confirmation);
    expect(emails).toMatchObject([{ to: shop.customer.email, attachments: [{ contentType: 'application/pdf' }] }]);
    const [email] = emails;
    const pdf = await fetch(`${shop.urls.sandbox}/email/messages/${email?.messageId}/attachments/0`);
    const bytes = Buffer.from(await pdf.arrayBuffer());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(textOf(bytes)).toContain(confirmation.invoiceNumber);

    const followed = ['orders', 'inventory', 'shipping', 'notification', 'sandbox'];
    await waitUntil('the correlation id in every log', () =>
      followed.every((service) => readFileSync(shop.logFile(service), 'utf8').includes(order.correlationId)),
    );
  });

  it('rejects whole orders for which there is too little stock, and tells the customer', async () => {
    const product = sku();
    const plenty = sku();
    await admin.stockProduct(plenty, 1_000);
    await admin.stockProduct(product, 10);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        customer.place([
          { sku: product, quantity: 10 },
          { sku: plenty, quantity: 1 },
        ]),
      ),
    );
    const accepted = answers.filter(({ status }) => status === 201).map(idOf);
    const refused = answers.filter(({ status }) => status === 409);
    expect(accepted.length + refused.length).toBe(8);
    const orders = await Promise.all(accepted.map((orderId) => customer.finalOrder(orderId)));
    const rejected = orders.filter(({ status }) => status === 'rejected');
    expect(orders.filter(({ status }) => status === 'confirmed')).toHaveLength(1);
    expect(rejected.length).toBe(accepted.length - 1);
    expect(rejected.length, 'orders that came too late to be refused at once').toBeGreaterThan(0);
    expect(await customer.stock(product)).toMatchObject({ available: 0, reserved: 10 });
    expect(await customer.stock(plenty)).toMatchObject({ available: 999, reserved: 1 });

    for (const { orderId, rejection } of rejected) {
      expect(rejection).toMatchObject({ reason: 'insufficient-stock', shortages: [{ sku: product, requested: 10 }] });
      const [told, ...more] = await customer.notified(orderId, 'order-rejected');
      expect(more).toEqual([]);
      expect(told && (await customer.emailsOf(told))).toMatchObject([{ attachments: [] }]);
    }
  });

  it('gives the stock back, voids the parcel and tells the customer when an order is cancelled', async () => {
    const product = sku();
    await admin.stockProduct(product, 5);
    const { orderId } = await customer.finalOrder(idOf(await customer.place([{ sku: product, quantity: 5 }])));
    expect(await customer.stock(product)).toMatchObject({ available: 0 });
    expect(await customer.cancel(orderId)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(await customer.cancel(orderId)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    await waitUntil('the stock to return', async () => (await customer.stock(product)).available === 5);
    await waitUntil('the parcel to be void', async () => (await customer.shipment(orderId)).status === 'cancelled');
    const notifications = await customer.notified(orderId, 'order-confirmed', 'order-cancelled');
    expect(notifications.filter(({ kind }) => kind === 'order-cancelled')).toHaveLength(1);
    expect(await customer.stock(product)).toMatchObject({ available: 5, reserved: 0 });
  });

  it('makes one order of twenty identical requests at once', async () => {
    const product = sku();
    await admin.stockProduct(product, 100);
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => customer.place([{ sku: product, quantity: 2 }], key)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await customer.place([{ sku: product, quantity: 3 }], key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    await customer.finalOrder(idOf(answers[0] as { body: unknown }));
    expect(await customer.stock(product)).toMatchObject({ available: 98, reserved: 2 });
  });

  it("answers 404 to somebody else's order, shipment, notifications and invoice", async () => {
    const { orderId } = await customer.finalOrder(
      idOf(await customer.place([{ sku: (await customer.someProducts(1))[0]?.sku ?? '', quantity: 1 }])),
    );
    await customer.notified(orderId, 'order-confirmed');
    const email = `eve-${randomUUID()}@example.com`;
    const registered = await call(shop.urls.identity, 'POST', '/customers', {
      body: { email, password: 'a long enough password', name: 'Eve' },
    });
    expect(registered.status).toBe(201);
    const eve = await ShopClient.signIn(shop.urls, { email, password: 'a long enough password' });
    for (const [service, path] of [
      ['orders', `/orders/${orderId}`],
      ['shipping', `/orders/${orderId}/shipment`],
      ['notification', `/orders/${orderId}/notifications`],
      ['notification', `/orders/${orderId}/invoice`],
    ] as const) {
      const own = await call(shop.urls[service], 'GET', path, { token: customer.token });
      const others = await call(shop.urls[service], 'GET', path, { token: eve.token });
      expect([path, own.status, others.status]).toEqual([path, 200, 404]);
    }
    expect((await eve.cancel(orderId)).status).toBe(404);
  });

  it("keeps every service's login out of the other services' databases", async () => {
    for (const owner of SERVICE_NAMES) {
      for (const other of SERVICE_NAMES.filter((name) => name !== owner)) {
        const url = new URL(shop.databaseUrl(owner));
        url.pathname = `/${other}`;
        const client = new pg.Client({ connectionString: url.href });
        await expect(client.connect(), `${owner} in the database of ${other}`).rejects.toThrow(/permission denied/);
        await client.end();
      }
    }
  });

  it('shows documentation, health and metrics of every service', async () => {
    for (const service of SERVICE_NAMES) {
      expect(await call(shop.urls[service], 'GET', '/docs')).toMatchObject({ status: 200 });
      expect(await call(shop.urls[service], 'GET', '/openapi.json')).toMatchObject({
        body: { openapi: expect.any(String) },
      });
      expect(await call(shop.urls[service], 'GET', '/health/live')).toMatchObject({ status: 200 });
      expect(await call(shop.urls[service], 'GET', '/health/ready')).toMatchObject({ status: 200 });
      const metrics = await call(shop.urls[service], 'GET', '/metrics');
      expect(metrics.body).toContain('http_request_duration_seconds');
    }
  });
});

/** The text of a PDF whose streams are deflated and whose glyphs are written as hexadecimal strings. */
function textOf(pdf: Buffer): string {
  const text: string[] = [];
  const source = pdf.toString('latin1');
  for (const match of source.matchAll(/stream\r?\n([\s\S]*?)endstream/g)) {
    let content: string;
    try {
      content = inflateSync(Buffer.from(match[1] ?? '', 'latin1')).toString('latin1');
    } catch {
      // Not deflated: a font or a profile, no text.
      continue;
    }
    for (const glyphs of content.matchAll(/\[((?:<[0-9a-f]*>\s*-?[\d.]*\s*)+)\]\s*TJ/gi)) {
      const hex = (glyphs[1] ?? '').match(/<([0-9a-f]*)>/gi) ?? [];
      text.push(Buffer.from(hex.map((part) => part.slice(1, -1)).join(''), 'hex').toString('latin1'));
    }
  }
  return text.join('\n');
}
