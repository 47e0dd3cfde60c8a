import 'reflect-metadata';
import type { CallResult } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silent } from './support/carriers-stub.js';
import { quoteRequest, type ShippingShop, startShippingShop } from './support/shipping-shop.js';

/** So long that what ends sooner was ended by the caller's deadline. */
const CARRIER_DEADLINE_MS = 30_000;

describe('a quote whose caller says how long it waits', () => {
  let shop: ShippingShop;
  let token: string;
  beforeAll(async () => {
    shop = await startShippingShop({ CARRIER_DEADLINE_MS: String(CARRIER_DEADLINE_MS) });
    token = await shop.tokens.issue();
  });
  afterEach(() => {
    shop.carriers.recover();
    shop.carriers.requests.length = 0;
  });
  afterAll(() => shop.stop());

  const ask = (deadline: string): Promise<CallResult> =>
    shop.service.call('POST', '/quotes', { token, body: quoteRequest, headers: { 'x-deadline-ms': deadline } });

  it('gives every carrier what is left of it', async () => {
    expect((await ask('10000')).status).toBe(201);
    const told = shop.carriers.requests.map(({ headers }) => Number(headers['x-deadline-ms']));
    expect(told).toHaveLength(3);
    expect(Math.max(...told)).toBeLessThan(10_000);
    expect(Math.min(...told)).toBeGreaterThan(5_000);
  });

  it('is answered by then, although carriers may take longer', async () => {
    for (const carrier of ['swiftpost', 'parcelworks']) shop.carriers.behave('rates', silent, carrier);
    const startedAt = performance.now();
    const { status, body } = await ask('1000');
    expect(performance.now() - startedAt).toBeLessThan(CARRIER_DEADLINE_MS / 2);
    expect(status).toBe(201);
    expect(body).toMatchObject({ offers: [{ carrier: 'northline', isFallback: false }] });
  });

  it('asks no carrier when there is no time left', async () => {
    const { status, body } = await ask('1');
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'no-carrier-available' });
    expect(shop.carriers.requests).toEqual([]);
  });
});
