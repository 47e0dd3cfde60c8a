import { randomUUID } from 'node:crypto';
import { carrierLabel, type CarrierLabel } from '@breakwater/contracts';
import type { TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandboxDatabase, problemIn, type Sandbox, startSandbox } from './start-sandbox.js';

const PARCEL = {
  reference: 'order-1',
  service: 'standard',
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
  weightGrams: 2_500,
};

describe('carrier labels', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;

  beforeAll(async () => {
    database = await createSandboxDatabase();
    sandbox = await startSandbox(database);
  });

  afterAll(async () => {
    await sandbox.stop();
    await database.drop();
  });

  const book = (key: string, body: unknown = PARCEL, carrier = 'swiftpost') =>
    sandbox.call('POST', `/carriers/${carrier}/labels`, { body, headers: { 'idempotency-key': key } });
  const voidLabel = (labelId: string, carrier = 'swiftpost') =>
    sandbox.call('POST', `/carriers/${carrier}/labels/${labelId}/void`, { body: {} });

  async function labels(key: string): Promise<number> {
    const rows: unknown[] = await database.dataSource.query('SELECT 1 FROM label WHERE idempotency_key = $1', [key]);
    return rows.length;
  }

  it('are booked at the rate of the parcel', async () => {
    const { status, body } = await book(randomUUID());
    expect(status).toBe(201);
    expect(carrierLabel.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      carrier: 'swiftpost',
      service: 'standard',
      status: 'active',
      price: { amount: 445 + 95, currency: 'GBP' },
      trackingNumber: expect.stringMatching(/^SP[0-9A-Z]{13}$/),
    });
  });

  it('are booked once for one key, 20 times at once and later', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => book(key)));
    answers.push(await book(key));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await labels(key)).toBe(1);
  });

  it('are refused when the key comes with another body', async () => {
    const key = randomUUID();
    await book(key);
    const answer = await book(key, { ...PARCEL, weightGrams: 2_501 });
    expect(answer.status).toBe(422);
    expect(problemIn(answer).code).toBe('idempotency-key-reused');
    expect(await labels(key)).toBe(1);
  });

  it('do not care in which order a body has its fields', async () => {
    const key = randomUUID();
    const first = await book(key);
    const turned = Object.fromEntries(Object.entries(PARCEL).toReversed());
    expect((await book(key, turned)).body).toEqual(first.body);
  });

  it('have keys of their own at each carrier', async () => {
    const key = randomUUID();
    const [one, other] = await Promise.all([book(key), book(key, PARCEL, 'northline')]);
    expect((one.body as CarrierLabel).labelId).not.toBe((other.body as CarrierLabel).labelId);
    expect((other.body as CarrierLabel).trackingNumber).toMatch(/^NL/);
  });

  it('are void once voided, however often, and stay so when booked again with the same key', async () => {
    const key = randomUUID();
    const { labelId } = (await book(key)).body as CarrierLabel;
    for (let time = 0; time < 2; time += 1) {
      const { status, body } = await voidLabel(labelId);
      expect(status).toBe(200);
      expect(body).toMatchObject({ labelId, status: 'void' });
    }
    expect((await book(key)).body).toMatchObject({ labelId, status: 'void' });
  });

  it.each(['nonsense', randomUUID(), '..%2F..%2Fetc'])('are not void when there is none (%s)', async (labelId) => {
    const answer = await voidLabel(labelId);
    expect(answer.status).toBe(404);
    expect(problemIn(answer).code).toBe('unknown-label');
  });

  it('are not voided at another carrier', async () => {
    const { labelId } = (await book(randomUUID())).body as CarrierLabel;
    expect((await voidLabel(labelId, 'northline')).status).toBe(404);
  });

  it.each([
    ['without a key', undefined],
    ['with an empty key', ''],
    ['with a key of 101 characters', 'k'.repeat(101)],
    ['with a key with a blank', 'two words'],
  ])('are refused %s', async (_what, key) => {
    const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
    const answer = await sandbox.call('POST', '/carriers/swiftpost/labels', { body: PARCEL, headers });
    expect(answer.status).toBe(400);
    expect(problemIn(answer).code).toBe('idempotency-key-required');
  });

  it.each([
    ['an unknown service', { ...PARCEL, service: 'teleport' }, 422, 'unknown-service'],
    ['a NUL in the reference', { ...PARCEL, reference: 'a\u0000b' }, 400, 'invalid-request'],
    ['an unknown field', { ...PARCEL, insured: true }, 400, 'invalid-request'],
    ['no weight', { ...PARCEL, weightGrams: 0 }, 400, 'invalid-request'],
  ])('are refused with %s, and nothing is booked', async (_what, body, status, code) => {
    const key = randomUUID();
    const answer = await book(key, body);
    expect(answer.status).toBe(status);
    expect(problemIn(answer).code).toBe(code);
    expect(await labels(key)).toBe(0);
  });
});
