import { createServer } from 'node:net';
import { type OrderView, orderView } from '@breakwater/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, HEART, LANTERN, type OrdersShop, startOrdersShop } from './support/orders-shop.js';
import { answer, hangUp, quote, silence, stall } from './support/shipping-stub.js';

const DEADLINE_MS = 300;
/** For everything else, on a machine that is busy. */
const MARGIN_MS = 1_000;

/** Where no parcel has been quoted for: the estimate comes from the table. */
const UNKNOWN_AREA = { postcode: 'EH1 1AA' };

const offer = (part: object) => ({ ...quote(), offers: [{ ...quote().offers[0], ...part }] });

describe('when shipping is in trouble', () => {
  let shop: OrdersShop;
  beforeAll(async () => {
    shop = await startOrdersShop({ QUOTE_DEADLINE_MS: String(DEADLINE_MS) });
  });
  afterEach(() => shop.shipping.behave((response) => answer(201, quote())(response)));
  afterAll(() => shop.stop());

  const placeTimed = async (...items: [string, number][]): Promise<{ order: OrderView; durationMs: number }> => {
    const ada = await shop.customer();
    const startedAt = performance.now();
    const { shipTo, ...body } = bodyOf(...items);
    const { status, body: placed } = await ada.place({ ...body, shipTo: { ...shipTo, ...UNKNOWN_AREA } });
    const durationMs = performance.now() - startedAt;
    expect(status).toBe(201);
    return { order: orderView.parse(placed), durationMs };
  };

  it.each([
    ['says nothing', silence],
    ['starts an answer and stalls', stall],
    ['hangs up', hangUp],
    ['answers 500', answer(500, { title: 'broken' })],
    ['answers 401', answer(401, {})],
    ['redirects', answer(302, {})],
    ['answers what is no JSON', answer(201, '<html>')],
    ['answers nothing', answer(201, '')],
    ['answers another thing', answer(201, { quoteId: 'x' })],
    ['answers no offers', answer(201, { ...quote(), offers: [] })],
    ['answers a negative cost', answer(201, offer({ cost: { amount: -1, currency: 'GBP' } }))],
    ['answers a cost in parts of pence', answer(201, offer({ cost: { amount: 1.5, currency: 'GBP' } }))],
    ['answers a cost in another currency', answer(201, offer({ cost: { amount: 1, currency: 'XXX' } }))],
  ])('which %s, the order is placed with an estimate in time', async (_case, behaviour) => {
    shop.shipping.behave(behaviour);
    const { order, durationMs } = await placeTimed([HEART, 2]);
    expect(durationMs).toBeLessThan(DEADLINE_MS + MARGIN_MS);
    expect(order).toMatchObject({
      status: 'placed',
      shipping: { cost: gbp(795), isEstimate: true, carrier: 'parcelworks', service: 'standard' },
      total: gbp(510 + 795),
    });
    expect(Date.parse(order.shipping.asOf)).toBeGreaterThan(Date.now() - 5_000);
  });

  it('marks an offer that shipping itself calls a fallback as an estimate', async () => {
    shop.shipping.behave(answer(201, offer({ isFallback: true, asOf: '2026-11-20T08:00:00.000Z' })));
    const { order } = await placeTimed([HEART, 1]);
    expect(order.shipping).toMatchObject({ cost: gbp(395), isEstimate: true, asOf: '2026-11-20T08:00:00.000Z' });
  });

  it('takes the cheapest offer, wherever it stands', async () => {
    const [dear] = quote(500).offers;
    const [cheap] = quote(100).offers;
    shop.shipping.behave(answer(201, { ...quote(), offers: [dear, { ...cheap, carrier: 'northline' }] }));
    const { order } = await placeTimed([HEART, 1]);
    expect(order.shipping).toMatchObject({ cost: gbp(100), carrier: 'northline' });
  });

  it.each([
    ['light, at home', 'GB', [LANTERN, 1], 795],
    ['heavy, at home', 'GB', [HEART, 52], 795 + 30],
    ['heavy, abroad', 'NL', [HEART, 100], 3_490 + 10 * 200],
  ] as const)('estimates a parcel that is %s', async (_case, country, [sku, quantity], pence) => {
    shop.shipping.behave(hangUp);
    const ada = await shop.customer();
    const body = bodyOf([sku, quantity]);
    const result = await ada.place({ ...body, shipTo: { ...body.shipTo, postcode: 'IV2 3AA', country } });
    expect(result.body).toMatchObject({ shipping: { cost: gbp(pence) } });
  });

  it('holds no database connection while it waits', async () => {
    const patient = await startOrdersShop({ QUOTE_DEADLINE_MS: '60000', DATABASE_POOL_SIZE: '2' });
    try {
      const waiting: (() => void)[] = [];
      patient.shipping.behave((response) => waiting.push(() => answer(201, quote())(response)));
      const ada = await patient.customer();
      const orders = Array.from({ length: 10 }, () => ada.order());
      await expect.poll(() => waiting.length).toBe(10);
      expect((await ada.call('GET', '/orders')).body).toEqual({ items: [], nextCursor: null });
      for (const proceed of waiting) proceed();
      expect(await Promise.all(orders)).toHaveLength(10);
    } finally {
      await patient.stop();
    }
  });

  it('which is not there at all, the order is placed with an estimate', async () => {
    const port = await freePort();
    const lonely = await startOrdersShop({ SHIPPING_URL: `http://127.0.0.1:${port}` });
    try {
      expect((await (await lonely.customer()).order()).shipping.isEstimate).toBe(true);
    } finally {
      await lonely.stop();
    }
  });
});

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

/** A port at which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
