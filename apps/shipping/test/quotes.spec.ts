import 'reflect-metadata';
import { type QuoteView, quoteView } from '@breakwater/contracts';
import type { CallResult } from '@breakwater/testing';
import { waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Quote } from '../src/quotes/quote.entity.js';
import { answering, type Behaviour, hangingUp, send, silent, stalling } from './support/carriers-stub.js';
import { newId, quoteRequest, type ShippingShop, startShippingShop } from './support/shipping-shop.js';

const DEADLINE_MS = 250;

let shop: ShippingShop;
let token: string;
const customerId = newId();

beforeAll(async () => {
  shop = await startShippingShop({ CARRIER_DEADLINE_MS: String(DEADLINE_MS), QUOTE_PRUNE_INTERVAL_MS: '20' });
  token = await shop.tokens.issue({ customerId });
});
afterEach(() => shop.carriers.recover());
afterAll(() => shop.stop());

const ask = (body: unknown = quoteRequest): Promise<CallResult> =>
  shop.service.call('POST', '/quotes', { token, body });

async function quoted(): Promise<QuoteView> {
  const { status, body } = await ask();
  expect(status).toBe(201);
  return quoteView.parse(body);
}

const carriersOf = ({ offers }: QuoteView): string[] => offers.map(({ carrier }) => carrier);

const rate = (part: object) =>
  answering(200, {
    carrier: 'northline',
    service: 'standard',
    price: { amount: 345, currency: 'GBP' },
    days: 2,
    ...part,
  });

describe('a quote', () => {
  it('has the offers of all carriers, cheapest first, as of now', async () => {
    const before = Date.now();
    const quote = await quoted();
    expect(quote.offers.map(({ carrier, cost }) => [carrier, cost.amount])).toEqual([
      ['northline', 345],
      ['swiftpost', 445],
      ['parcelworks', 795],
    ]);
    expect(quote.offers.every(({ isFallback, asOf }) => !isFallback && Date.parse(asOf) >= before)).toBe(true);
    expect(Date.parse(quote.expiresAt)).toBeGreaterThanOrEqual(before + 900_000);
  });

  it('prefers the faster of two equally cheap offers', async () => {
    shop.carriers.behave('rates', rate({ carrier: 'swiftpost', days: 1 }), 'swiftpost');
    shop.carriers.behave('rates', rate({ days: 3 }), 'northline');
    expect(carriersOf(await quoted())).toEqual(['swiftpost', 'northline', 'parcelworks']);
  });

  it('is stored as it was given', async () => {
    const quote = await quoted();
    const stored = await shop.database.dataSource.getRepository(Quote).findOneByOrFail({ quoteId: quote.quoteId });
    expect(stored).toMatchObject({ customerId, country: 'GB', postcode: 'SW1Y 4JH', weightGrams: 500 });
    expect(stored.offers).toEqual(quote.offers);
    expect(stored.expiresAt.toISOString()).toBe(quote.expiresAt);
  });

  it('holds no database connection while carriers are asked', async () => {
    const single = await startShippingShop({ DATABASE_POOL_SIZE: '1', CARRIER_DEADLINE_MS: '10000' });
    try {
      const someone = await single.tokens.issue();
      let release: (() => void) | undefined;
      single.carriers.behave(
        'rates',
        (request, response) => {
          release = () => send(response, 200, request.answer().body);
        },
        'swiftpost',
      );
      const pending = single.service.call('POST', '/quotes', { token: someone, body: quoteRequest });
      await waitUntil('the carrier to be asked', () => release);
      const other = await single.service.call('GET', `/orders/${newId()}/shipment`, { token: someone });
      expect(other.status).toBe(404);
      release?.();
      expect((await pending).status).toBe(201);
    } finally {
      await single.stop();
    }
  });
});

describe('a carrier that', () => {
  const bad: [string, Behaviour][] = [
    ['says nothing', silent],
    ['starts an answer and never ends it', stalling],
    ['hangs up', hangingUp],
    ['answers 500', answering(500, { error: 'boom' })],
    ['answers 429', answering(429, {}, { 'retry-after': '1' })],
    ['answers 200 with no JSON', answering(200, '<html>maintenance</html>')],
    ['answers 200 with half a JSON', answering(200, '{"carrier":"northline"')],
    ['answers an empty object', answering(200, {})],
    ['answers a float price', rate({ price: { amount: 3.45, currency: 'GBP' } })],
    ['answers a negative price', rate({ price: { amount: -345, currency: 'GBP' } })],
    ['answers another currency', rate({ price: { amount: 345, currency: 'EUR' } })],
    ['answers a price as text', rate({ price: { amount: '345', currency: 'GBP' } })],
    ['answers in the name of another carrier', rate({ carrier: 'swiftpost' })],
    ['answers a service with a NUL character', rate({ service: 'stan\u0000dard' })],
    ['redirects', answering(302, '', { location: 'http://127.0.0.1:1/' })],
  ];

  it.each(bad)('%s is left out', async (_name, behaviour) => {
    shop.carriers.behave('rates', behaviour, 'northline');
    const startedAt = performance.now();
    expect(carriersOf(await quoted())).toEqual(['swiftpost', 'parcelworks']);
    expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS + 1_000);
  });

  it('is slow delays nobody beyond the one deadline, however many are', async () => {
    shop.carriers.behave('rates', silent, 'northline');
    shop.carriers.behave('rates', silent, 'parcelworks');
    const startedAt = performance.now();
    expect(carriersOf(await quoted())).toEqual(['swiftpost']);
    expect(performance.now() - startedAt).toBeLessThan(2 * DEADLINE_MS);
  });
});

describe('without any carrier, and with no last good rate', () => {
  it('a quote is refused with 503 and Retry-After, and nothing is stored', async () => {
    const quotes = shop.database.dataSource.getRepository(Quote);
    const before = await quotes.count();
    shop.carriers.behave('rates', answering(500, {}));
    shop.carriers.behave('rates', silent, 'swiftpost');
    // Of a class that nobody has quoted a price for.
    const { status, headers, body } = await ask({ ...quoteRequest, weightGrams: 77_000 });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('2');
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'no-carrier-available', status: 503 });
    expect((body as { carriers: unknown }).carriers).toEqual([
      { carrier: 'swiftpost', reason: 'timeout' },
      { carrier: 'parcelworks', reason: 'failed' },
      { carrier: 'northline', reason: 'failed' },
    ]);
    expect(await quotes.count()).toBe(before);
  });
});

describe('bad input', () => {
  it.each([
    ['no destination', { weightGrams: 1 }, 'destination'],
    ['a lower-case country', { ...quoteRequest, destination: { country: 'gb', postcode: 'X' } }, 'destination.country'],
    ['a blank postcode', { ...quoteRequest, destination: { country: 'GB', postcode: '  ' } }, 'destination.postcode'],
    ['no weight', { destination: quoteRequest.destination }, 'weightGrams'],
    ['a weight of 0', { ...quoteRequest, weightGrams: 0 }, 'weightGrams'],
    ['a fraction of a gram', { ...quoteRequest, weightGrams: 1.5 }, 'weightGrams'],
    ['a huge weight', { ...quoteRequest, weightGrams: 1e15 }, 'weightGrams'],
    ['a weight as text', { ...quoteRequest, weightGrams: '500' }, 'weightGrams'],
    ['an unknown field', { ...quoteRequest, express: true }, ''],
    ['an array', [], ''],
  ])('%s is refused and no carrier is asked', async (_name, body, path) => {
    const before = shop.carriers.requests.length;
    const { status, body: problem } = await ask(body);
    expect(status).toBe(400);
    expect(problem).toMatchObject({ code: 'invalid-request', errors: [{ path }] });
    expect(shop.carriers.requests.length).toBe(before);
  });

  it('a postcode with a NUL character is no server error', async () => {
    const { status } = await ask({ ...quoteRequest, destination: { country: 'GB', postcode: 'SW1\u0000Y' } });
    expect(status).toBe(400);
  });

  it('a missing or forged token is refused', async () => {
    const without = await shop.service.call('POST', '/quotes', { body: quoteRequest });
    const forged = await shop.service.call('POST', '/quotes', { body: quoteRequest, token: await shop.tokens.forge() });
    expect([without.status, forged.status]).toEqual([401, 401]);
  });
});

describe('old quotes', () => {
  it('are deleted when they expired longer ago than they are kept; others stay', async () => {
    const quotes = shop.database.dataSource.getRepository(Quote);
    const hour = 3_600_000;
    const insert = async (expiresAt: Date): Promise<string> => {
      const quoteId = newId();
      const { country, postcode } = quoteRequest.destination;
      await quotes.insert({
        quoteId,
        customerId,
        country,
        postcode,
        weightGrams: 1,
        offers: [],
        createdAt: expiresAt,
        expiresAt,
      });
      return quoteId;
    };
    const kept = await insert(new Date(Date.now() - 23 * hour));
    const old = await insert(new Date(Date.now() - 25 * hour));
    await waitUntil('the old quote to be deleted', async () => !(await quotes.existsBy({ quoteId: old })));
    expect(await quotes.existsBy({ quoteId: kept })).toBe(true);
  });
});
