import { type CallResult, type TestDatabase, waitUntil } from '@breakwater/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PasswordHasher } from '../src/passwords/password-hasher.js';
import { buildIdentity, type IdentityProcess, startIdentityProcess } from './identity-process.js';
import { createIdentityDatabase, type Identity, problemIn, startIdentity } from './start-identity.js';

const RIGHT = 'a long password';
const WRONG = 'another password';
/** Believes X-Forwarded-For of this machine, so that a test can come from many addresses. */
const BEHIND_PROXY = { TRUSTED_PROXIES: 'loopback' };

describe('the limits of sign-in', () => {
  let database: TestDatabase;
  const started: { stop(): Promise<void> }[] = [];

  beforeEach(async () => {
    database = await createIdentityDatabase();
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(started.splice(0).map((identity) => identity.stop()));
    await database.drop();
  });

  async function start(env: Record<string, string> = {}): Promise<Identity> {
    const identity = await startIdentity(database, { ...BEHIND_PROXY, ...env });
    started.push(identity);
    return identity;
  }

  const register = (identity: Identity, email: string) =>
    identity.call('POST', '/customers', { body: { email, password: RIGHT, name: 'Ada' } });

  const signIn = (identity: Identity, email: string, password: string, from = '203.0.113.1') =>
    identity.call('POST', '/sessions', { body: { email, password }, headers: { 'x-forwarded-for': from } });

  /** One after the other. @returns the statuses */
  async function signIns(count: number, attempt: (index: number) => Promise<CallResult>): Promise<number[]> {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) statuses.push((await attempt(index)).status);
    return statuses;
  }

  it('refuse an account from one address after so many failures, says when to come back, and nobody else', async () => {
    const identity = await start({ SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS: '3' });
    await register(identity, 'ada@example.com');
    expect(await signIns(4, () => signIn(identity, 'ada@example.com', WRONG))).toEqual([401, 401, 401, 429]);

    const refused = await signIn(identity, 'ADA@example.com', RIGHT);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(problemIn(refused)).toMatchObject({ code: 'too-many-sign-in-failures', status: 429 });
    const retryAfter = Number(refused.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(880);
    expect(retryAfter).toBeLessThanOrEqual(900);

    await register(identity, 'grace@example.com');
    expect((await signIn(identity, 'grace@example.com', RIGHT)).status).toBe(200);
    expect((await signIn(identity, 'ada@example.com', RIGHT, '203.0.113.2')).status).toBe(200);
  });

  it('say and do the same of an account that does not exist', async () => {
    const identity = await start({ SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS: '2' });
    await register(identity, 'ada@example.com');
    const verify = vi.spyOn(identity.app.get(PasswordHasher, { strict: false }), 'verify');
    const answers = async (email: string) => {
      verify.mockClear();
      const results = [];
      for (let index = 0; index < 3; index += 1) results.push(await signIn(identity, email, WRONG));
      return results.map((result) => {
        const { correlationId: _correlationId, ...problem } = problemIn(result);
        const headers = [...result.headers.keys()].sort();
        return {
          problem: JSON.stringify(problem).replaceAll(/\d+ s/g, 'n s'),
          headers,
          verified: verify.mock.calls.length,
        };
      });
    };
    const known = await answers('ada@example.com');
    expect(known.map(({ verified }) => verified)).toEqual([2, 2, 2]);
    expect(await answers('nobody@example.com')).toEqual(known);
    expect(await answers('no e-mail \u0000 at all')).toEqual(known);
  });

  it('refuse an address that tries many accounts, and count no success', async () => {
    const identity = await start({ SIGN_IN_FAILURES_PER_ADDRESS: '5' });
    await register(identity, 'ada@example.com');
    expect(await signIns(12, () => signIn(identity, 'ada@example.com', RIGHT))).toEqual(Array(12).fill(200));
    // A success in between takes back itself alone, or somebody with an account could guess on for ever.
    const statuses = await signIns(8, (index) =>
      index % 2 === 0
        ? signIn(identity, `customer-${index}@example.com`, WRONG)
        : signIn(identity, 'ada@example.com', RIGHT),
    );
    expect(statuses).toEqual([401, 200, 401, 200, 401, 200, 401, 200]);
    expect((await signIn(identity, 'one-more@example.com', WRONG)).status).toBe(401);
    expect((await signIn(identity, 'ada@example.com', RIGHT)).status).toBe(429);
    expect((await signIn(identity, 'ada@example.com', RIGHT, '203.0.113.2')).status).toBe(200);
  });

  it('refuse an account that many addresses try, but not where its customer is known', async () => {
    const identity = await start({ SIGN_IN_FAILURES_PER_ACCOUNT: '4' });
    await register(identity, 'ada@example.com');
    expect((await signIn(identity, 'ada@example.com', RIGHT, '198.51.100.1')).status).toBe(200);
    const bot = (index: number) => `192.0.2.${index}`;
    expect(await signIns(5, (index) => signIn(identity, 'ada@example.com', WRONG, bot(index)))).toEqual([
      401, 401, 401, 401, 429,
    ]);
    const elsewhere = await signIn(identity, 'ada@example.com', RIGHT, '198.51.100.2');
    expect(elsewhere.status).toBe(429);
    expect(Number(elsewhere.headers.get('retry-after'))).toBeGreaterThan(86_000);
    expect(await signIns(3, () => signIn(identity, 'ada@example.com', RIGHT, '198.51.100.1'))).toEqual([200, 200, 200]);
  });

  it('count what was refused for nothing, so that one address cannot use up what the account has left', async () => {
    const identity = await start({ SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS: '2', SIGN_IN_FAILURES_PER_ACCOUNT: '4' });
    await register(identity, 'ada@example.com');
    expect(await signIns(8, () => signIn(identity, 'ada@example.com', WRONG))).toEqual([
      401,
      401,
      ...Array(6).fill(429),
    ]);
    expect((await signIn(identity, 'ada@example.com', RIGHT, '203.0.113.2')).status).toBe(200);
  });

  it('end with their window, and old counts are deleted', async () => {
    const env = { SIGN_IN_WINDOW_MS: '1500', SIGN_IN_ACCOUNT_WINDOW_MS: '1500', SIGN_IN_FAILURES_PER_ACCOUNT: '1' };
    const identity = await start({ ...env, SIGN_IN_PRUNE_MS: '100', SIGN_IN_KNOWN_ADDRESS_DAYS: '0' });
    await register(identity, 'ada@example.com');
    expect((await signIn(identity, 'ada@example.com', WRONG)).status).toBe(401);
    expect((await signIn(identity, 'ada@example.com', RIGHT)).status).toBe(429);
    await waitUntil('the window to end', async () => (await signIn(identity, 'ada@example.com', RIGHT)).status === 200);
    const rows = () => database.dataSource.query<unknown[]>('SELECT 1 FROM sign_in_failure');
    await waitUntil('no count to be left', async () => (await rows()).length === 0);
  });

  it('take all addresses of an IPv6 network for one client', async () => {
    const identity = await start({ SIGN_IN_FAILURES_PER_ADDRESS: '2' });
    const from = (address: string) => signIn(identity, 'ada@example.com', WRONG, address);
    expect((await from('2001:db8::1')).status).toBe(401);
    expect((await from('2001:db8:0:0:ffff::2')).status).toBe(401);
    expect((await from('2001:0DB8::3')).status).toBe(429);
    expect((await from('2001:db8:0:1::1')).status).toBe(401);
  });

  it('believe no X-Forwarded-For unless its sender is a trusted proxy', async () => {
    for (const TRUSTED_PROXIES of ['', '192.0.2.0/24']) {
      const identity = await start({ TRUSTED_PROXIES, SIGN_IN_FAILURES_PER_ADDRESS: '2' });
      await database.dataSource.query('DELETE FROM sign_in_failure');
      const statuses = await signIns(3, (index) =>
        signIn(identity, `a${index}@example.com`, WRONG, `203.0.113.${index}`),
      );
      expect(statuses).toEqual([401, 401, 429]);
    }
  });

  it('let many customers in from one address at the same time', { timeout: 60_000 }, async () => {
    const identity = await start({ SIGN_IN_FAILURES_PER_ADDRESS: '10' });
    const emails = Array.from({ length: 20 }, (_, index) => `customer-${index}@example.com`);
    await Promise.all(emails.map((email) => register(identity, email)));
    const answers = await Promise.all([...emails, ...emails, ...emails].map((email) => signIn(identity, email, RIGHT)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('refuse at once who would wait behind too many others', async () => {
    const identity = await start({ PASSWORD_HASH_QUEUE: '3', PASSWORD_HASH_CONCURRENCY: '1' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => signIn(identity, `a${index}@example.com`, WRONG)),
    );
    const busy = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(4);
    expect(busy.length).toBeGreaterThan(0);
    for (const answer of busy) expect(problemIn(answer).code).toBe('passwords-busy');
    expect(busy[0]?.headers.get('retry-after')).toBe('1');
  });
});

describe('the limits of sign-in over several processes', () => {
  let database: TestDatabase;
  const processes: IdentityProcess[] = [];

  beforeAll(buildIdentity);
  beforeEach(async () => {
    database = await createIdentityDatabase();
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((identity) => identity.kill()));
    await database.drop();
  });

  const ENV = { SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS: '7' };
  const wrong = (identity: IdentityProcess) =>
    identity.call('POST', '/sessions', { email: 'ada@example.com', password: WRONG });

  async function start(): Promise<IdentityProcess> {
    const identity = await startIdentityProcess(database, ENV);
    processes.push(identity);
    return identity;
  }

  it('let no more through of 50 at the same time, and hold after SIGKILL and a new start', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    await one.call('POST', '/customers', { email: 'ada@example.com', password: RIGHT, name: 'Ada' });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => wrong(index % 2 === 0 ? one : other)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(7);
    expect(statuses.filter((status) => status === 429)).toHaveLength(43);

    await Promise.all(processes.splice(0).map((identity) => identity.kill()));
    const restarted = await start();
    expect((await wrong(restarted)).status).toBe(429);
  });
});
