import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AskedServer, MOST_BYTES } from '../../test/asked-server.js';
import { answer } from '../../test/json-server.js';

let asked: AskedServer;

beforeAll(async () => {
  asked = await AskedServer.start();
});
afterEach(() => asked.endClients());
afterAll(() => asked.close());

describe('an answer', () => {
  it.each([
    [400, 'rejected'],
    [401, 'rejected'],
    [404, 'rejected'],
    [409, 'rejected'],
    [422, 'rejected'],
    [408, 'failed'],
    [425, 'failed'],
    [429, 'busy'],
    [500, 'failed'],
    [501, 'failed'],
    [502, 'failed'],
    [503, 'busy'],
    [504, 'failed'],
  ])('of %i is a failure of reason "%s"', async (status, reason) => {
    const failure = await asked.failureFrom((response) => answer(response, status, '{"title":"no"}'));
    expect(failure).toEqual({ reason, status, detail: `it answered ${status} {"title":"no"}` });
  });

  it.each([429, 503])('of %i may say when to come back, in seconds or as a date', async (status) => {
    const after = (value: string) =>
      asked.failureFrom((response) => answer(response, status, '', { 'retry-after': value }));
    expect(await after('7')).toEqual({ reason: 'busy', status, detail: `it answered ${status}`, retryAfterSeconds: 7 });
    const { retryAfterSeconds } = await after(new Date(Date.now() + 60_000).toUTCString());
    expect(retryAfterSeconds).toBeGreaterThan(50);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(await after('soon')).not.toHaveProperty('retryAfterSeconds');
  });

  it('of an error is told in part, whatever its type', async () => {
    const page = '<html>'.repeat(100);
    const failure = await asked.failureFrom((response) => answer(response, 500, page, { 'content-type': 'text/html' }));
    expect(failure).toEqual({ reason: 'failed', status: 500, detail: `it answered 500 ${page.slice(0, 300)}` });
  });

  it('of an error is that error, however long its page', async () => {
    const failure = await asked.failureFrom((response) => answer(response, 502, 'x'.repeat(5 * MOST_BYTES)));
    expect(failure).toMatchObject({ reason: 'failed', status: 502 });
  });
});
