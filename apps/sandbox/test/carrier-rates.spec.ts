import { carrierRate, type CarrierRate, MAX_AMOUNT } from '@breakwater/contracts';
import type { TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandboxDatabase, problemIn, type Sandbox, startSandbox } from './start-sandbox.js';

const LONDON = { country: 'GB', postcode: 'SW1Y 4JH', weightGrams: 500 };
const CARRIERS = ['swiftpost', 'parcelworks', 'northline'] as const;

describe('carrier rates', () => {
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

  const ask = (carrier: string, body: unknown) => sandbox.call('POST', `/carriers/${carrier}/rates`, { body });
  const price = async (carrier: string, body: unknown) => ((await ask(carrier, body)).body as CarrierRate).price.amount;

  it.each(CARRIERS)('of %s are as the contract says, and the same each time', async (carrier) => {
    const { status, body } = await ask(carrier, LONDON);
    expect(status).toBe(200);
    expect(carrierRate.parse(body)).toEqual(body);
    expect((body as CarrierRate).carrier).toBe(carrier);
    expect((await ask(carrier, LONDON)).body).toEqual(body);
  });

  it('are cheapest with another carrier for light, medium and heavy parcels', async () => {
    const cheapest = async (weightGrams: number): Promise<string | undefined> => {
      const prices = await Promise.all(CARRIERS.map((carrier) => price(carrier, { ...LONDON, weightGrams })));
      return CARRIERS[prices.indexOf(Math.min(...prices))];
    };
    expect(await cheapest(500)).toBe('northline');
    expect(await cheapest(3_000)).toBe('swiftpost');
    expect(await cheapest(20_000)).toBe('parcelworks');
  });

  it('grow with the weight by started kilograms and with the distance', async () => {
    expect(await price('northline', { ...LONDON, weightGrams: 1_000 })).toBe(345);
    expect(await price('northline', { ...LONDON, weightGrams: 1_001 })).toBe(345 + 165);
    expect(await price('northline', { ...LONDON, postcode: 'ze1 0aa' })).toBe(545);
    expect(await price('northline', { ...LONDON, country: 'FR' })).toBe(1_095);
    expect(await price('northline', { ...LONDON, country: 'NZ' })).toBe(2_195);
  });

  it('are never more than an amount can be', async () => {
    expect(await price('northline', { ...LONDON, weightGrams: Number.MAX_SAFE_INTEGER })).toBe(MAX_AMOUNT);
  });

  it.each(['dhl', 'SWIFTPOST', 'toString', '__proto__'])('are not to be had of %s', async (carrier) => {
    const answer = await ask(carrier, LONDON);
    expect(answer.status).toBe(404);
    expect(problemIn(answer).code).toBe('unknown-carrier');
    expect(problemIn(answer).detail).toContain('swiftpost, parcelworks, northline');
  });

  it.each([
    ['no weight', { country: 'GB', postcode: 'SW1' }, 'weightGrams'],
    ['a negative weight', { ...LONDON, weightGrams: -1 }, 'weightGrams'],
    ['half a gram', { ...LONDON, weightGrams: 0.5 }, 'weightGrams'],
    ['a weight as text', { ...LONDON, weightGrams: '500' }, 'weightGrams'],
    ['a country of three letters', { ...LONDON, country: 'GBR' }, 'country'],
    ['no postcode', { ...LONDON, postcode: '' }, 'postcode'],
    ['an unknown field', { ...LONDON, express: true }, ''],
  ])('are refused with %s', async (_what, body, path) => {
    const answer = await ask('swiftpost', body);
    expect(answer.status).toBe(400);
    expect(problemIn(answer).errors?.map((error) => error.path)).toContain(path);
  });
});
