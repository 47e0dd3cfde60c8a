import 'reflect-metadata';
import { type QuoteView, quoteView } from '@breakwater/contracts';
import { waitUntil } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, honest, silent } from './support/carriers-stub.js';
import { buildOrder, confirmed, quoteRequest, type ShippingShop, startShippingShop } from './support/shipping-shop.js';

const DEADLINE_MS = 200;
const OPEN_MS = 300;
const CARRIERS = ['swiftpost', 'parcelworks', 'northline'];

let shop: ShippingShop;
let token: string;
beforeEach(async () => {
  shop = await startShippingShop({
    CARRIER_DEADLINE_MS: String(DEADLINE_MS),
    LABEL_DEADLINE_MS: String(DEADLINE_MS),
    BREAKER_MINIMUM_CALLS: '4',
    BREAKER_OPEN_MS: String(OPEN_MS),
  });
  token = await shop.tokens.issue();
});
afterEach(() => shop.stop());

async function quoted(): Promise<QuoteView> {
  const { status, body } = await shop.service.call('POST', '/quotes', { token, body: quoteRequest });
  expect(status).toBe(201);
  return quoteView.parse(body);
}

const asked = (carrier: string): number =>
  shop.carriers.requests.filter((request) => request.operation === 'rates' && request.carrier === carrier).length;

async function circuits(): Promise<Record<string, string>> {
  const { status, body } = await shop.service.call('GET', '/health/ready');
  expect(status).toBe(200);
  return (
    (body as { checks: Record<string, { detail: Record<string, string> }> }).checks['external-calls']?.detail ?? {}
  );
}

describe('while no carrier gives a price', () => {
  it('the last good rates stand in, as of then, and are marked', async () => {
    const fresh = await quoted();
    shop.carriers.behave('rates', answering(500, {}));
    const quote = await waitUntil('the last rates to be known', async () => {
      const { status, body } = await shop.service.call('POST', '/quotes', { token, body: quoteRequest });
      const quote = status === 201 ? quoteView.parse(body) : undefined;
      return quote?.offers.length === 3 ? quote : undefined;
    });
    expect(quote.offers.map(({ carrier, cost }) => [carrier, cost.amount])).toEqual(
      fresh.offers.map(({ carrier, cost }) => [carrier, cost.amount]),
    );
    expect(quote.offers.every(({ isFallback }) => isFallback)).toBe(true);
    for (const { asOf } of quote.offers) expect(Date.parse(asOf)).toBeLessThanOrEqual(Date.now());
  });

  it('nonsense is never remembered', async () => {
    const price = { amount: -345, currency: 'GBP' };
    for (const carrier of CARRIERS) {
      shop.carriers.behave('rates', answering(200, { carrier, service: 'standard', price, days: 2 }), carrier);
    }
    const ask = () => shop.service.call('POST', '/quotes', { token, body: { ...quoteRequest, weightGrams: 88_000 } });
    expect((await ask()).status).toBe(503);
    expect((await ask()).status).toBe(503);
  });
});

describe('a carrier that hangs', () => {
  it('is no longer asked, takes nothing from the others, and is asked again when it is well', async () => {
    shop.carriers.behave('rates', silent, 'northline');
    for (let quotes = 0; quotes < 4; quotes += 1) await quoted();
    expect(await circuits()).toMatchObject({
      'carrier-rate northline': 'open',
      'carrier-rate swiftpost': 'closed',
      'carrier-rate parcelworks': 'closed',
    });
    const before = asked('northline');
    const startedAt = performance.now();
    expect((await quoted()).offers.map(({ carrier }) => carrier)).toEqual(['swiftpost', 'parcelworks']);
    expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS);
    expect(asked('northline')).toBe(before);
    shop.carriers.recover();
    await waitUntil('northline to be back', async () =>
      (await quoted()).offers.some(({ carrier, isFallback }) => carrier === 'northline' && !isFallback),
    );
    expect((await circuits())['carrier-rate northline']).toBe('closed');
  });
});

describe('while no carrier books a label', () => {
  it('bookings wait in their queue without using up their deliveries, and are made once when one is back', async () => {
    shop.carriers.behave('labels', answering(500, {}));
    const orders = Array.from({ length: 24 }, (_, index) => {
      const order = buildOrder();
      return { ...order, quote: { ...order.quote, carrier: CARRIERS[index % 3] ?? '' } };
    });
    await shop.broker.publish(...orders.map((order) => confirmed(order)));
    await waitUntil('all circuits to open', async () => {
      const states = await circuits();
      return CARRIERS.every((carrier) => states[`carrier-label ${carrier}`] !== 'closed');
    });
    const requests = () => shop.carriers.requests.filter(({ operation }) => operation === 'labels').length;
    const afterOpening = requests();
    await waitUntil('three probes', () => requests() >= afterOpening + 3);
    expect(await shop.broker.deadLetters('shipping-orders')).toEqual([]);
    shop.carriers.behave('labels', honest);
    for (const { orderId } of orders) await shop.shipmentBecomes(orderId, ({ state }) => state === 'booked');
    for (const { orderId } of orders) expect(shop.carriers.activeLabels(orderId)).toHaveLength(1);
    expect(await shop.broker.deadLetters('shipping-orders')).toEqual([]);
  });
});
