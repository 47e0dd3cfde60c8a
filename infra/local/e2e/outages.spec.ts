import { waitUntil } from '@breakwater/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type BringBack,
  type OpenShop,
  SERVICE_NAMES,
  type ServiceName,
  startShop,
  type TakeDownOptions,
} from '../src/index.js';
import { eachOf } from '../src/parallel.js';
import { type Answer, ask, refusedClearly, succeeded } from './outages/answers.js';
import { LogWatch } from './outages/log-watch.js';
import { OrderStream } from './outages/order-stream.js';
import { type Probe, Probes } from './outages/probes.js';
import { SHIP_TO, ShopClient } from './shop-client.js';

const ORDERS_PER_SECOND = 5;
const STOCK = 10_000;
const CHECKS_AT_ONCE = 5;
/** From the moment the server is back. */
const RECOVERED_WITHIN_MS = 20_000;
/** Warnings and errors of one service: were each refused request worth a line, an outage would fill the disk as well. */
const LOUDEST_PER_SECOND = 10;
/** Twice the longest time-outs on the way of a request, 2 s for a connection and 5 s for a statement. */
const LONGEST_ANSWER_MS = 14_000;

interface Readiness {
  status: string;
  checks: Record<string, { status: string; detail?: Record<string, string> }>;
}

describe('while orders come in', () => {
  let shop: OpenShop;
  let customer: ShopClient;
  let admin: ShopClient;
  let knownOrder: string;

  beforeAll(async () => {
    shop = await startShop({ baseEnv: process.env });
    customer = await ShopClient.signIn(shop.urls, shop.customer);
    admin = await ShopClient.signIn(shop.urls, shop.admin);
    await admin.stockProduct('OUT-KNOWN', 1);
    const placed = await customer.place([{ sku: 'OUT-KNOWN', quantity: 1 }]);
    knownOrder = (placed.body as { orderId: string }).orderId;
    await customer.notified(knownOrder, 'order-confirmed', 'shipment-created');
  });
  afterAll(() => shop.stop());

  const readinessOf = (service: ServiceName) => ask(service, shop.urls[service], 'GET', '/health/ready');
  const checksOf = (answer: Answer) => (answer.body as Readiness).checks;

  /** Everybody whom an outage may reach, all at once, and everything that must hold whatever goes away. */
  async function openForBusiness() {
    const sku = `OUT-${randomUUID().slice(0, 8)}`;
    await admin.stockProduct(sku, STOCK);
    const emailsBefore = (await customer.emails()).length;
    const pidsBefore = servicePids();
    const logs = Object.fromEntries(SERVICE_NAMES.map((name) => [name, new LogWatch(shop.logFile(name))]));
    const asCustomer = { token: customer.token };
    const destination = { country: SHIP_TO.country, postcode: SHIP_TO.postcode };
    const reads = new Probes(shop.urls, [
      { service: 'identity', method: 'POST', path: '/sessions', options: { body: shop.customer } },
      { service: 'inventory', method: 'GET', path: '/categories' },
      { service: 'inventory', method: 'GET', path: `/products/${sku}/stock` },
      { service: 'orders', method: 'GET', path: `/orders/${knownOrder}`, options: asCustomer },
      {
        service: 'shipping',
        method: 'POST',
        path: '/quotes',
        options: { ...asCustomer, body: { destination, weightGrams: 500 } },
      },
      { service: 'shipping', method: 'GET', path: `/orders/${knownOrder}/shipment`, options: asCustomer },
      { service: 'notification', method: 'GET', path: `/orders/${knownOrder}/notifications`, options: asCustomer },
    ]);
    const deadLetters = new Probes(
      shop.urls,
      (['orders', 'inventory'] as const).map((service) => ({
        service,
        method: 'GET',
        path: '/admin/dead-letters',
        options: { token: admin.token },
      })),
    );
    const rate = { country: 'GB', postcode: 'TR11 3XP', weightGrams: 500 };
    const needNobody = new Probes(shop.urls, [
      ...SERVICE_NAMES.flatMap((service): Probe[] => [
        { service, method: 'GET', path: '/health/live' },
        { service, method: 'GET', path: '/metrics' },
      ]),
      { service: 'identity', method: 'GET', path: '/.well-known/jwks.json' },
      { service: 'sandbox', method: 'POST', path: '/carriers/swiftpost/rates', options: { body: rate } },
    ]);
    const readiness = new Probes(
      shop.urls,
      SERVICE_NAMES.map((service) => ({ service, method: 'GET', path: '/health/ready' })),
    );
    const orders = new OrderStream({
      ordersUrl: shop.urls.orders,
      token: customer.token,
      sku,
      ordersPerSecond: ORDERS_PER_SECOND,
    });
    const close = async (): Promise<void> => {
      await orders.end();
      await Promise.all([reads, deadLetters, needNobody, readiness].map((probes) => probes.end()));
    };
    onTestFinished(close);
    await waitUntil('orders to come in', () => orders.accepted.length >= ORDERS_PER_SECOND);
    return { sku, emailsBefore, pidsBefore, logs, reads, deadLetters, needNobody, readiness, orders, close };
  }
  type Business = Awaited<ReturnType<typeof openForBusiness>>;

  async function takeDown(name: 'postgres' | 'redis' | 'broker', options?: TakeDownOptions): Promise<BringBack> {
    const bringBack = await shop.takeDown(name, options);
    onTestFinished(bringBack);
    return bringBack;
  }

  function servicePids(): Record<string, number | undefined> {
    return Object.fromEntries(SERVICE_NAMES.map((name) => [name, shop.pids[name]]));
  }

  /** Longer than this the server stays away, while orders go on coming in. */
  async function goneFor(durationMs: number, { orders }: Business): Promise<void> {
    const since = performance.now();
    const sent = orders.answers.length;
    await waitUntil(
      'the time to pass and orders to be tried meanwhile',
      () => performance.now() - since >= durationMs && orders.answers.length > sent + 5,
      { timeoutMs: durationMs + 10_000 },
    );
  }

  async function everyServiceIs(what: string, condition: (answer: Answer) => boolean): Promise<void> {
    await waitUntil(
      `every service to be ${what}`,
      async () => (await Promise.all(SERVICE_NAMES.map(readinessOf))).every(condition),
      { timeoutMs: RECOVERED_WITHIN_MS },
    );
  }
  const fullyReady = (answer: Answer) =>
    answer.status === 200 && Object.values(checksOf(answer)).every(({ status }) => status === 'up');

  const describeAnswers = (answers: Answer[]) =>
    answers.map(({ request, status, tookMs, retryAfter, body }) => ({ request, status, tookMs, retryAfter, body }));

  /** What a client may see, whoever is away: nothing is hung, broken or cut off. */
  function expectClearAnswers({ orders, reads, deadLetters, needNobody, readiness }: Business): void {
    const asked = [...orders.answers, ...reads.answers, ...deadLetters.answers];
    const unclear = asked.filter((answer) => !succeeded(answer) && !refusedClearly(answer));
    expect(describeAnswers(unclear)).toEqual([]);
    expect(describeAnswers(needNobody.answers.filter((answer) => !succeeded(answer)))).toEqual([]);
    expect(describeAnswers(readiness.answers.filter(({ status }) => status !== 200 && status !== 503))).toEqual([]);
    const all = [...asked, ...needNobody.answers, ...readiness.answers];
    expect(describeAnswers(all.filter(({ tookMs }) => tookMs > LONGEST_ANSWER_MS))).toEqual([]);
  }

  /** No service ended, gave up or filled its log. */
  function expectCalmServices({ pidsBefore, logs }: Business): void {
    expect(servicePids()).toEqual(pidsBefore);
    for (const name of SERVICE_NAMES) {
      const log = logs[name] as LogWatch;
      expect([name, log.givingUp]).toEqual([name, []]);
      expect([name, log.foreign]).toEqual([name, []]);
      expect(log.loudest, `warnings and errors of ${name} a second`).toBeLessThanOrEqual(LOUDEST_PER_SECOND);
    }
  }

  /** Every accepted order is final, its customer was told once, and the stock is right to the unit. */
  async function expectNothingLostOrDoubled({ orders, sku, emailsBefore }: Business): Promise<void> {
    expect([orders.doubled, orders.unserved]).toEqual([[], []]);
    expect(new Set(orders.accepted.map(({ orderId }) => orderId)).size).toBe(orders.accepted.length);
    await eachOf(orders.accepted, CHECKS_AT_ONCE, async ({ orderId }) => {
      expect(await customer.finalOrder(orderId)).toMatchObject({ status: 'confirmed' });
      expect(await customer.notified(orderId, 'order-confirmed', 'shipment-created')).toHaveLength(2);
    });
    const sold = orders.accepted.reduce((sum, { quantity }) => sum + quantity, 0);
    expect(await customer.stock(sku)).toMatchObject({ available: STOCK - sold, reserved: sold });
    const emails = await customer.emails();
    expect(emails.length - emailsBefore).toBe(orders.accepted.length);
    expect(new Set(emails.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(emails.length);
  }

  async function expectNoHarm(business: Business): Promise<void> {
    await business.close();
    expectClearAnswers(business);
    await expectNothingLostOrDoubled(business);
    expectCalmServices(business);
  }

  it('survives a restart of PostgreSQL', async () => {
    const business = await openForBusiness();
    const bringBack = await takeDown('postgres', { cleanly: true });
    await bringBack();
    await everyServiceIs('ready', fullyReady);
    await expectNoHarm(business);
  });

  it('refuses clearly while PostgreSQL is gone, and recovers by itself', async () => {
    const business = await openForBusiness();
    const { orders, reads } = business;
    const bringBack = await takeDown('postgres');
    const goneAt = performance.now();
    await everyServiceIs(
      'not ready',
      (answer) => answer.status === 503 && checksOf(answer)['database']?.status === 'down',
    );
    await goneFor(4_000, business);
    const backAt = performance.now();
    await bringBack();
    await everyServiceIs('ready', fullyReady);
    await expectNoHarm(business);

    const meanwhile = [...orders.answers, ...reads.answers].filter(
      ({ sentAt, tookMs }) => sentAt > goneAt && sentAt + tookMs < backAt,
    );
    expect(new Set(meanwhile.map(({ status }) => status))).toEqual(new Set([503]));
    expect(new Set(meanwhile.map(({ body }) => (body as { code: string }).code))).toEqual(
      new Set(['database-unavailable']),
    );
    expect(new Set(meanwhile.map(({ request }) => request.split(' ')[0]))).toEqual(
      new Set(['identity', 'inventory', 'orders', 'shipping', 'notification']),
    );
  });

  it('goes on without Redis, says so, and finds it again', async () => {
    const business = await openForBusiness();
    const bringBack = await takeDown('redis');
    for (const service of ['orders', 'shipping'] as const) {
      await waitUntil(
        `${service} to miss Redis`,
        async () => checksOf(await readinessOf(service))['redis']?.status === 'down',
      );
    }
    await goneFor(3_000, business);
    await bringBack();
    await everyServiceIs('ready', fullyReady);
    await expectNoHarm(business);
    const { orders, reads, deadLetters, readiness } = business;
    const all = [orders, reads, deadLetters, readiness].flatMap(({ answers }) => answers);
    expect(describeAnswers(all.filter((answer) => !succeeded(answer)))).toEqual([]);
  });

  it('takes orders while SNS and SQS are gone, says so, and catches up when they are back without a memory', async () => {
    const business = await openForBusiness();
    const { orders, reads, deadLetters, readiness } = business;
    const bringBack = await takeDown('broker');
    const acceptedBefore = orders.accepted.length;
    await goneFor(20_000, business);
    for (const service of ['orders', 'inventory', 'shipping', 'notification'] as const) {
      const answer = await readinessOf(service);
      expect([service, answer.status, checksOf(answer)]).toMatchObject([
        service,
        200,
        { database: { status: 'up' }, broker: { status: 'down' } },
      ]);
    }
    expect(orders.accepted.length - acceptedBefore).toBeGreaterThan(10 * ORDERS_PER_SECOND);
    await bringBack();
    await everyServiceIs('ready', fullyReady);
    await expectNoHarm(business);
    const served = [orders, reads, readiness].flatMap(({ answers }) => answers);
    expect(describeAnswers(served.filter((answer) => !succeeded(answer)))).toEqual([]);
    const codes = deadLetters.answers
      .filter((answer) => !succeeded(answer))
      .map(({ body }) => (body as { code: string }).code);
    expect(new Set(codes)).toEqual(new Set(['broker-unavailable']));
  });
});
