import { randomUUID } from 'node:crypto';
import { type TestDatabase, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SendRate } from '../src/email/send-rate.js';
import { createSandboxDatabase, problemIn, type Sandbox, startSandbox } from './start-sandbox.js';

describe('the e-mail provider’s rate', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;

  beforeAll(async () => {
    database = await createSandboxDatabase();
    sandbox = await startSandbox(database, { EMAIL_RATE_PER_SECOND: '2' });
  });

  afterAll(async () => {
    await sandbox.stop();
    await database.drop();
  });

  const send = () =>
    sandbox.call('POST', '/email/messages', {
      body: { to: 'ada@example.com', subject: 'Hello', text: '' },
      headers: { 'idempotency-key': randomUUID() },
    });

  it('answers 429 with Retry-After to what is too much, and takes more later', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(2);
    expect(refused.length).toBeGreaterThanOrEqual(6);
    for (const answer of refused) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(problemIn(answer).code).toBe('email-rate-exceeded');
    }
    await waitUntil('the provider to take another message', async () => (await send()).status === 202);
  });

  it('takes no more than a second’s worth at once and the rate on average', () => {
    const rate = new SendRate({ emailRatePerSecond: 50 });
    const start = performance.now();
    const taken = (ms: number, attempts: number): number =>
      Array.from({ length: attempts }, () => rate.take(start + ms)).filter((waitMs) => waitMs === 0).length;
    expect(taken(0, 100)).toBe(50);
    let inTenSeconds = 0;
    for (let ms = 10; ms <= 10_000; ms += 10) inTenSeconds += taken(ms, 5);
    expect(inTenSeconds).toBeGreaterThanOrEqual(499);
    expect(inTenSeconds).toBeLessThanOrEqual(500);
    expect(taken(1_000_000, 1_000)).toBe(50);
  });

  it('says how long to wait', () => {
    const rate = new SendRate({ emailRatePerSecond: 4 });
    const now = performance.now();
    for (let sent = 0; sent < 4; sent += 1) expect(rate.take(now)).toBe(0);
    expect(rate.take(now)).toBeCloseTo(250, 0);
    expect(rate.take(now + 100)).toBeCloseTo(150, 0);
  });

  it('is no limit when it is 0', () => {
    const rate = new SendRate({ emailRatePerSecond: 0 });
    expect(Array.from({ length: 1_000 }, () => rate.take()).every((waitMs) => waitMs === 0)).toBe(true);
  });
});
