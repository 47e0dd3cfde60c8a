import { randomUUID } from 'node:crypto';
import { acceptedEmail, carrierLabel, carrierRate } from '@breakwater/contracts';
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
import { createSandboxDatabase } from './start-sandbox.js';
import { post } from './wire.js';

const EMAIL = { to: 'ada@example.com', subject: 'Hello', text: '' };

describe('a fault that spoils answers', () => {
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

  /** An answer as text: not every one that claims to be JSON is. */
  async function ask(path: string, body: object, key = randomUUID()) {
    const response = await fetch(new URL(path, sandbox.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
  const rates = () => ask('/carriers/swiftpost/rates', ADDRESSEE);

  it('wrong-shape: JSON, but another', async () => {
    await sandbox.set({ kind: 'garbage', shape: 'wrong-shape', route: RATES });
    const { status, headers, text } = await rates();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(carrierRate.safeParse(JSON.parse(text)).success).toBe(false);
  });

  it('truncated: the first half of what is right, as long as announced', async () => {
    const { text: whole } = await rates();
    await sandbox.set({ kind: 'garbage', shape: 'truncated', route: RATES });
    const { status, headers, text } = await rates();
    expect(status).toBe(200);
    expect(text).toBe(whole.slice(0, Math.floor(whole.length / 2)));
    expect(headers.get('content-length')).toBe(String(text.length));
    expect(headers.get('content-type')).toContain('application/json');
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it('wrong-content-type: a page, with status 200, although the label is booked', async () => {
    await sandbox.set({ kind: 'garbage', shape: 'wrong-content-type', route: LABELS });
    const key = randomUUID();
    const { status, headers, text } = await ask('/carriers/swiftpost/labels', PARCEL, key);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toMatch(/^<!doctype html>/);
    expect(await sandbox.booked(key)).toHaveLength(1);
  });

  it.each([
    ['rates', RATES, '/carriers/swiftpost/rates', ADDRESSEE, carrierRate],
    ['labels', LABELS, '/carriers/swiftpost/labels', PARCEL, carrierLabel],
  ])('absurd: %s of the right form at prices that cannot be', async (_what, route, path, body, contract) => {
    await sandbox.set({ kind: 'garbage', shape: 'absurd', route });
    const answers = [await ask(path, body), await ask(path, body), await ask(path, body)];
    const parsed = answers.map(({ text }) => JSON.parse(text) as { price: { amount: number } });
    expect(parsed.map(({ price }) => price.amount)).toEqual([-100, 1e15, -100]);
    for (const answer of parsed) {
      expect(contract.safeParse(answer).success).toBe(false);
      expect(contract.safeParse({ ...answer, price: { ...answer.price, amount: 1 } }).success).toBe(true);
    }
  });

  it('absurd: e-mails without an id, and with one that is none', async () => {
    await sandbox.set({ kind: 'garbage', shape: 'absurd', route: EMAILS });
    const answers = [await ask('/email/messages', EMAIL), await ask('/email/messages', EMAIL)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const parsed: unknown[] = answers.map(({ text }) => JSON.parse(text));
    expect(parsed).toEqual([{ messageId: '' }, { messageId: 'not-an-id' }]);
    expect(parsed.some((answer) => acceptedEmail.safeParse(answer).success)).toBe(false);
  });

  it('absurd: leaves a refusal as it is', async () => {
    await sandbox.set({ kind: 'garbage', shape: 'absurd', route: RATES });
    const { status, text } = await ask('/carriers/swiftpost/rates', {});
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: 'invalid-request' });
  });

  it('slow-body: headers at once, the rest byte by byte', async () => {
    const { text: whole } = await rates();
    await sandbox.set({ kind: 'slow-body', route: RATES, ms: 60_000 });
    const { answer, closed } = post(sandbox.url, '/carriers/swiftpost/rates', ADDRESSEE);
    await waitUntil('the headers and a second byte', () => answer.body.length >= 2);
    expect(answer).toMatchObject({ status: 200, isComplete: false, isClosed: false });
    expect(answer.headers?.['content-length']).toBe(String(whole.length));
    expect(answer.body.length).toBeLessThan(whole.length / 2);
    expect(await sandbox.list()).toMatchObject([{ kind: 'slow-body', hits: 1, held: 1 }]);
    await sandbox.clear();
    expect(await closed()).toMatchObject({ body: whole, isComplete: true });
  });

  it('slow-body: takes as long as asked for', async () => {
    await sandbox.set({ kind: 'slow-body', route: RATES, ms: 300 });
    const startedAtMs = performance.now();
    const { status, text } = await rates();
    const tookMs = performance.now() - startedAtMs;
    expect(status).toBe(200);
    expect(carrierRate.safeParse(JSON.parse(text)).success).toBe(true);
    // The last byte does not wait for anything after it.
    expect(tookMs).toBeGreaterThan(250);
  });

  it('slow-body: ends with a client that has gone', async () => {
    await sandbox.set({ kind: 'slow-body', route: RATES, ms: 60_000 });
    const { answer, leave } = post(sandbox.url, '/carriers/swiftpost/rates', ADDRESSEE);
    await waitUntil('the first byte', () => answer.body.length > 0);
    leave();
    await sandbox.held(0);
  });
});
