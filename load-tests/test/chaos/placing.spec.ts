import { afterEach, describe, expect, it } from 'vitest';
import { arrivals } from '../../chaos/orders/arrivals.js';
import { chaosCatalogue } from '../../chaos/orders/chaos-catalogue.js';
import { CUSTOMERS } from '../../chaos/orders/order-plan.js';
import { Placing } from '../../chaos/orders/placing.js';
import { KEYS_SCHEMA } from '../../chaos/reconcile/shop-ledger.js';
import { Session } from '../../lib/http/session.js';
import { ShopClient } from '../../lib/http/shop-client.js';
import { Customers } from '../../lib/orders/customers.js';
import { Journal } from '../../lib/orders/journal.js';
import type { Shop } from '../../lib/orders/shop.js';
import type { Faults } from '../replay/fake-orders.js';
import { FakeShop } from '../replay/fake-shop.js';
import { silent } from '../replay/replay-fixture.js';

const ORDERS = 60;
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Places orders at a shop that is all in memory. */
async function placed(faults: Faults = {}, spoil: (shop: FakeShop) => void = () => undefined, patienceMs = 10_000) {
  const fake = await FakeShop.open(faults);
  const signal = new AbortController().signal;
  const reasons: string[] = [];
  const client = new ShopClient({ connections: 16, patienceMs, signal, onRetry: (why) => reasons.push(why) });
  const journal = new Journal();
  closing.push(
    () => client.close(),
    () => fake.close(),
    () => journal.close(),
  );
  journal.extend(KEYS_SCHEMA);
  const admin = new Session(client, fake.urls.identity, { email: 'admin@chaos.example', password: 'any' });
  const shop: Shop = { urls: fake.urls, client, admin, journal, progress: silent, runId: 'run', signal };
  const customers = new Customers(shop, 'chaos.example', 'a long password');
  await customers.register(new Set(Array.from({ length: CUSTOMERS }, (_, index) => String(index + 1))), 4);
  const catalogue = chaosCatalogue(ORDERS);
  for (const { sku, name, price, stock } of [...catalogue.ample, ...catalogue.scarce]) {
    fake.stock.put(sku, { name, price: { amount: price } });
    fake.stock.restock(sku, { quantity: stock, reference: 'first' });
  }
  spoil(fake);
  const placing = new Placing();
  const told: number[] = [];
  const desk = { shop, customers, placing, patienceMs, nowMs: () => performance.now() };
  await arrivals(desk, catalogue, { orders: ORDERS, seed: 8, ratePerSecond: 1_000 }, (accepted) => told.push(accepted));
  return { fake, placing, journal, told, reasons };
}

describe('placing orders', () => {
  it('goes on until as many as wanted are accepted, refused ones made up for', async () => {
    const { fake, placing, journal, told } = await placed();
    expect(placing).toMatchObject({ accepted: ORDERS, oddAnswers: [], unanswered: [], unlike: [] });
    expect(placing.refused).toBeGreaterThan(0);
    expect(placing.sentTwice).toBeGreaterThan(0);
    expect(placing.cancelled).toBeGreaterThan(0);
    expect(fake.orders.all.size).toBe(ORDERS);
    expect(told).toEqual(Array.from({ length: ORDERS }, (_, index) => index + 1));
    expect(journal.number('select count(*) from sent_keys join orders using (order_id)')).toBe(ORDERS);
    expect(journal.number("select count(*) from orders where status = 'cancelled'")).toBe(placing.cancelled);
  });

  it('sends again with the same key what got 503 or no answer, and says so', async () => {
    const { fake, placing, reasons } = await placed({ unavailable: 10, lostAnswers: 10 });
    expect(placing).toMatchObject({ accepted: ORDERS, oddAnswers: [], unanswered: [], unlike: [] });
    expect(fake.orders.all.size).toBe(ORDERS);
    expect(reasons.filter((why) => why === 'status 503')).toHaveLength(10);
    expect(reasons.length).toBeGreaterThanOrEqual(20);
  });

  it('notes an answer that no client should get, and asks again', async () => {
    const { placing } = await placed({ broken: 3 });
    expect(placing.accepted).toBe(ORDERS);
    expect(placing.oddAnswers).toHaveLength(3);
    expect(placing.oddAnswers[0]).toMatchObject({
      key: expect.stringMatching(/^chaos\.run\.\d+$/),
      what: expect.stringContaining('500'),
    });
  });

  it('notes a key whose repeat was answered with another order', async () => {
    const { placing } = await placed({}, ({ orders }) => {
      const place = orders.place.bind(orders);
      let sent = 0;
      orders.place = (user, key, body) => place(user, `${key}.${(sent += 1)}`, body);
    });
    expect(placing.unlike).toHaveLength(placing.sentTwice);
    expect(placing.sentTwice).toBeGreaterThan(0);
  });
});
