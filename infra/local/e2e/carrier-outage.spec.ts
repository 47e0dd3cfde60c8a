import type { OrderView } from '@breakwater/contracts';
import { freePort } from '@breakwater/embedded';
import { call, waitUntil } from '@breakwater/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenShop, type ServiceName, startShop } from '../src/index.js';
import { ShopClient } from './shop-client.js';

const FAULTS_TOKEN = 'a-token-for-one-test-run';
const ORDERS = 24;
const AT_ONCE = 6;
const SETTLED_WITHIN_MS = 120_000;

const RATES = 'POST /carriers/:carrier/rates';
const LABELS = 'POST /carriers/:carrier/labels';

describe('while no carrier answers', () => {
  let shop: OpenShop;
  let customer: ShopClient;
  let faultsUrl: string;

  beforeAll(async () => {
    const port = await freePort();
    faultsUrl = `http://127.0.0.1:${port}`;
    shop = await startShop({
      baseEnv: {
        ...process.env,
        FAULTS_PORT: String(port),
        FAULTS_TOKEN,
        BREAKER_OPEN_MS: '1000',
        // It is the carriers who are slow here, not a busy machine.
        QUOTE_DEADLINE_MS: '10000',
        REDIS_DEADLINE_MS: '5000',
      },
    });
    customer = await ShopClient.signIn(shop.urls, shop.customer);
  });
  afterAll(() => shop.stop());

  const faults = async (method: string, body?: unknown) => {
    const answer = await call(faultsUrl, method, '/faults', {
      token: FAULTS_TOKEN,
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status).toBeLessThan(300);
    return answer.body as { faults: { hits: number }[] };
  };

  async function rows<T extends object>(service: ServiceName, text: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: shop.databaseUrl(service) });
    await client.connect();
    try {
      return (await client.query<T>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async function placeAll(sku: string): Promise<OrderView[]> {
    const placed: OrderView[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while ((next += 1) <= ORDERS) {
        const { status, body } = await customer.place([{ sku, quantity: 1 }]);
        expect(status).toBe(201);
        placed.push(body as OrderView);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return placed;
  }

  it('every order is placed with the last known price, and reconciled once, although shipping is killed meanwhile', async () => {
    const sku = 'OUTAGE';
    await (await ShopClient.signIn(shop.urls, shop.admin)).stockProduct(sku, 10 * ORDERS);
    const fresh = (await customer.place([{ sku, quantity: 1 }])).body as OrderView;
    expect(fresh.shipping.isEstimate).toBe(false);
    await customer.finalOrder(fresh.orderId);

    await faults('PUT', { faults: [RATES, LABELS].map((route) => ({ kind: 'hang', route, seconds: 300 })) });
    const orders = await placeAll(sku);
    for (const { shipping } of orders) {
      expect(shipping).toMatchObject({ cost: fresh.shipping.cost, isEstimate: true, carrier: fresh.shipping.carrier });
      expect(Date.parse(shipping.asOf)).toBeLessThan(Date.now());
    }
    expect((await faults('GET')).faults.every(({ hits }) => hits > 0)).toBe(true);
    for (const { orderId } of orders) {
      await waitUntil('the stock to be reserved', async () => (await customer.order(orderId)).status === 'confirmed');
    }
    const pending = `SELECT count(*)::integer AS count FROM shipping_reconciliation WHERE state = 'pending'`;
    expect(await rows('orders', pending)).toEqual([{ count: ORDERS }]);

    await faults('DELETE');
    await waitUntil(
      'the first real cost',
      async () => (await rows<{ count: number }>('orders', pending))[0]?.count !== ORDERS,
      { timeoutMs: SETTLED_WITHIN_MS },
    );
    expect(shop.kill('shipping')).toBe(true);
    for (const { orderId } of orders) {
      const { shipping } = await waitUntil(
        `the real cost of ${orderId}`,
        async () => {
          const order = await customer.order(orderId);
          return !order.shipping.isEstimate && order;
        },
        { timeoutMs: SETTLED_WITHIN_MS },
      );
      expect(shipping.estimate).toEqual({ cost: fresh.shipping.cost, differenceAmount: 0 });
    }

    const ids = orders.map(({ orderId }) => orderId);
    const states = await rows(
      'orders',
      'SELECT state, count(*)::integer AS count FROM shipping_reconciliation GROUP BY state',
    );
    expect(states).toEqual([{ state: 'reconciled', count: ORDERS }]);
    const events = await rows<{ count: number }>(
      'shipping',
      `SELECT count(*)::integer AS count FROM outbox
       WHERE type = 'shipment.cost-reconciled' GROUP BY body::json -> 'payload' ->> 'orderId'`,
    );
    expect(events.map(({ count }) => count)).toEqual(Array(ORDERS).fill(1));
    const labels = await rows<{ count: number }>(
      'sandbox',
      'SELECT count(*)::integer AS count FROM label WHERE reference = ANY($1) AND voided_at IS NULL GROUP BY reference',
      [ids],
    );
    expect(labels.map(({ count }) => count)).toEqual(Array(ORDERS).fill(1));
  });
});
