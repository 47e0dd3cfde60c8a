import { randomUUID } from 'node:crypto';
import { carrierRate } from '@breakwater/contracts';
import { type TestDatabase, waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ADDRESSEE,
  EMAILS,
  type FaultySandbox,
  LABELS,
  PARCEL,
  RATES,
  startFaultySandbox,
} from './start-faulty-sandbox.js';
import { createSandboxDatabase, problemIn } from './start-sandbox.js';
import { post, postRaw } from './wire.js';

const RATES_PATH = '/carriers/swiftpost/rates';
const LABELS_PATH = '/carriers/swiftpost/labels';

describe('a fault that acts before the handler', () => {
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

  it('latency: delays the answer, which is right', async () => {
    await sandbox.set({ kind: 'latency', route: RATES, ms: 150, jitterMs: 50 });
    const startedAtMs = performance.now();
    const { status, body } = await sandbox.rates();
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(149);
    expect(status).toBe(200);
    expect(carrierRate.parse(body)).toEqual(body);
  });

  it('latency: what it holds is answered at once when it is cleared', async () => {
    const { id } = await sandbox.set({ kind: 'latency', route: RATES, ms: 600_000 });
    const waiting = sandbox.rates();
    await sandbox.held(1);
    await sandbox.control('DELETE', `/faults/${id}`);
    expect((await waiting).status).toBe(200);
  });

  it('hang: holds the connection open without a byte, until it is cleared', async () => {
    await sandbox.set({ kind: 'hang', route: RATES });
    const hanging = Array.from({ length: 20 }, () => post(sandbox.url, RATES_PATH, ADDRESSEE));
    await sandbox.held(20);
    expect(await sandbox.list()).toMatchObject([{ kind: 'hang', hits: 20, held: 20 }]);
    for (const { answer } of hanging) expect(answer).toEqual({ body: '', isComplete: false, isClosed: false });
    await sandbox.clear();
    for (const { closed } of hanging) expect(await closed()).toMatchObject({ status: 200, isComplete: true });
  });

  it('hang: ends by itself', async () => {
    await sandbox.set({ kind: 'hang', route: RATES, seconds: 1 });
    const startedAtMs = performance.now();
    expect((await sandbox.rates()).status).toBe(200);
    expect(performance.now() - startedAtMs).toBeGreaterThan(500);
    expect(await sandbox.list()).toEqual([]);
  });

  it('hang: books nothing for a client that has gone', async () => {
    await sandbox.set({ kind: 'hang', route: LABELS });
    const key = randomUUID();
    const client = post(sandbox.url, LABELS_PATH, PARCEL, { 'idempotency-key': key });
    await sandbox.held(1);
    client.leave();
    await sandbox.held(0);
    await sandbox.clear();
    expect((await sandbox.book(randomUUID())).status).toBe(201);
    expect(await sandbox.booked(key)).toEqual([]);
  });

  it.each([
    ['500 unless said otherwise', {}, 500],
    ['the status asked for', { status: 503 }, 503],
  ])('error: answers %s, and books nothing', async (_what, part, status) => {
    await sandbox.set({ kind: 'error', route: LABELS, ...part });
    const key = randomUUID();
    const answer = await sandbox.book(key);
    expect(answer.status).toBe(status);
    expect(problemIn(answer)).toMatchObject({ status, code: 'injected-fault' });
    expect(await sandbox.booked(key)).toEqual([]);
  });

  it('drop: resets the connection without a byte, and books nothing', async () => {
    await sandbox.set({ kind: 'drop', route: LABELS });
    const key = randomUUID();
    const headers = { 'idempotency-key': key };
    expect(await postRaw(sandbox.url, LABELS_PATH, PARCEL, headers)).toEqual({ received: '', error: 'ECONNRESET' });
    expect(await post(sandbox.url, LABELS_PATH, PARCEL, headers).closed()).toMatchObject({ error: 'ECONNRESET' });
    expect(await sandbox.booked(key)).toEqual([]);
  });

  it('rate-limit: takes so many a second and refuses the rest with 429', async () => {
    await sandbox.set({ kind: 'rate-limit', route: RATES, perSecond: 5 });
    const answers = await Promise.all(Array.from({ length: 30 }, () => sandbox.rates()));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    for (const answer of refused) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(problemIn(answer).code).toBe('injected-rate-limit');
    }
    expect(await sandbox.list()).toMatchObject([{ seen: 30, hits: refused.length }]);
    await waitUntil('another request to be taken', async () => (await sandbox.rates()).status === 200);
  });

  it('rate-limit: of 0 refuses everything, e-mails too', async () => {
    await sandbox.set({ kind: 'rate-limit', route: EMAILS, perSecond: 0 });
    const send = () =>
      sandbox.call('POST', '/email/messages', {
        body: { to: 'ada@example.com', subject: 'Hello', text: '' },
        headers: { 'idempotency-key': randomUUID() },
      });
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
  });
});
