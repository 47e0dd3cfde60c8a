import { randomUUID } from 'node:crypto';
import { type TestDatabase, waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { thirdPartyRoutes } from '../src/faults/third-party-routes.js';
import { type FaultySandbox, LABELS, RATES, startFaultySandbox } from './start-faulty-sandbox.js';
import { createSandboxDatabase } from './start-sandbox.js';

const DOWN = { kind: 'error', status: 503 };

describe('which requests faults reach', () => {
  let database: TestDatabase;
  let sandbox: FaultySandbox;

  beforeAll(async () => {
    database = await createSandboxDatabase();
    sandbox = await startFaultySandbox(database);
  });
  afterEach(() => sandbox.clear());
  afterAll(async () => {
    await sandbox.stop();
    await database.drop();
  });

  async function statusesOfRates(requests: number): Promise<number[]> {
    const statuses: number[] = [];
    for (let sent = 0; sent < requests; sent += 1) statuses.push((await sandbox.rates()).status);
    return statuses;
  }
  const count = (statuses: number[], status: number) => statuses.filter((found) => found === status).length;

  it.each([
    [100, 40],
    [50, 20],
    [25, 10],
    [10, 4],
    [1, 0],
  ])('%i % of 40 requests is %i', async (percent, hits) => {
    await sandbox.set({ ...DOWN, route: RATES, percent });
    expect(count(await statusesOfRates(40), 503)).toBe(hits);
    expect(await sandbox.list()).toMatchObject([{ seen: 40, hits }]);
  });

  it('25 % is every fourth, also of requests at once', async () => {
    await sandbox.set({ ...DOWN, route: RATES, percent: 25 });
    expect(await statusesOfRates(8)).toEqual([200, 200, 200, 503, 200, 200, 200, 503]);
    const atOnce = await Promise.all(Array.from({ length: 40 }, () => sandbox.rates()));
    expect(
      count(
        atOnce.map(({ status }) => status),
        503,
      ),
    ).toBe(10);
  });

  it('one route, and not the others', async () => {
    await sandbox.set({ ...DOWN, route: RATES });
    expect((await sandbox.rates()).status).toBe(503);
    expect((await sandbox.book(randomUUID())).status).toBe(201);
  });

  it('one carrier, and not the others', async () => {
    await sandbox.set({ ...DOWN, route: RATES, target: 'swiftpost' });
    expect((await sandbox.rates('swiftpost')).status).toBe(503);
    expect((await sandbox.rates('parcelworks')).status).toBe(200);
    expect((await sandbox.rates('northline')).status).toBe(200);
  });

  it('one carrier on every route', async () => {
    await sandbox.set({ ...DOWN, route: '*', target: 'northline' });
    expect((await sandbox.rates('northline')).status).toBe(503);
    expect((await sandbox.rates('swiftpost')).status).toBe(200);
    expect((await sandbox.call('POST', '/email/messages', { body: {} })).status).toBe(400);
  });

  it('every third party, and nothing else', async () => {
    await sandbox.set({ ...DOWN, route: '*' });
    const pathOf = (path: string) => path.replace(':carrier', 'swiftpost').replace(/:\w+/, randomUUID());
    const ways = sandbox.routes.filter(({ method }) => method !== 'HEAD');
    const down: string[] = [];
    for (const { method, path } of ways) {
      const options = method === 'POST' ? { body: {} } : {};
      const { status, body } = await sandbox.call(method, pathOf(path), options);
      if (status === 503) {
        expect(body).toMatchObject({ code: 'injected-fault' });
        down.push(`${method} ${path}`);
      }
    }
    expect(ways.length).toBeGreaterThan(down.length);
    expect(down.sort()).toEqual([...thirdPartyRoutes.keys()].sort());
  });

  it('only requests that can be read: broken JSON is refused as ever', async () => {
    await sandbox.set({ ...DOWN, route: RATES });
    const answer = await sandbox.call('POST', '/carriers/swiftpost/rates', { body: '{"country":' });
    expect(answer.status).toBe(400);
    expect(await sandbox.list()).toMatchObject([{ seen: 0, hits: 0 }]);
  });

  it('the first fault set that hits acts, and those after it do not see that request', async () => {
    await sandbox.set({ kind: 'error', status: 501, route: RATES, percent: 50 });
    await sandbox.set({ kind: 'error', status: 502, route: '*', percent: 50 });
    await sandbox.set({ kind: 'error', status: 503, route: RATES, target: 'parcelworks' });
    expect(await statusesOfRates(8)).toEqual([200, 501, 502, 501, 200, 501, 502, 501]);
    expect(await sandbox.list()).toMatchObject([
      { seen: 8, hits: 4 },
      { seen: 4, hits: 2 },
      { seen: 0, hits: 0 },
    ]);
  });

  it('for as long as the fault is there', async () => {
    const { expiresAt, remainingMs } = await sandbox.set({ ...DOWN, route: RATES, seconds: 1 });
    expect(remainingMs).toBeLessThanOrEqual(1_000);
    expect((await sandbox.rates()).status).toBe(503);
    await waitUntil('the fault to end', async () => (await sandbox.rates()).status === 200);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt) - 5);
    expect(await sandbox.list()).toEqual([]);
  });

  it('and the answer has every header that it has without', async () => {
    const headersOf = async () => [...(await sandbox.book(randomUUID())).headers.keys()];
    const expected = await headersOf();
    await sandbox.set({ kind: 'latency', route: LABELS, ms: 1 });
    expect(await headersOf()).toEqual(expected);
  });
});
