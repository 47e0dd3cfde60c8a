import { argon2Sync } from 'node:crypto';
import type { SessionView } from '@breakwater/contracts';
import type { TestDatabase } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PasswordHasher } from '../src/passwords/password-hasher.js';
import { encodePhc } from '../src/passwords/phc-string.js';
import { createIdentityDatabase, type Identity, problemIn, startIdentity } from './start-identity.js';

const ADA = { email: 'ada@example.com', password: 'a long password', name: 'Ada Lovelace' };

describe('sign in', () => {
  let database: TestDatabase;
  let identity: Identity;

  beforeAll(async () => {
    database = await createIdentityDatabase();
    identity = await startIdentity(database);
    await identity.call('POST', '/customers', { body: ADA });
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  afterAll(async () => {
    await identity.stop();
    await database.drop();
  });

  const signIn = (email: string, password: string) => identity.call('POST', '/sessions', { body: { email, password } });

  it('answers with a token for fifteen minutes, which no cache may keep', async () => {
    const { status, body, headers } = await signIn(ADA.email, ADA.password);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const { accessToken, ...session } = body as SessionView;
    expect(accessToken.split('.')).toHaveLength(3);
    expect(session).toEqual({
      tokenType: 'Bearer',
      expiresInSeconds: 900,
      customer: { customerId: expect.any(String), email: ADA.email, name: ADA.name, role: 'customer' },
    });
  });

  it('takes the e-mail in any case', async () => {
    expect((await signIn('ADA@EXAMPLE.COM', ADA.password)).status).toBe(200);
  });

  it('says the same of a wrong password and of an unknown e-mail', async () => {
    const wrong = await signIn(ADA.email, 'another password');
    const unknown = await signIn('nobody@example.com', ADA.password);
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const { correlationId: _wrong, ...wrongProblem } = problemIn(wrong);
    const { correlationId: _unknown, ...unknownProblem } = problemIn(unknown);
    expect(wrongProblem).toEqual(unknownProblem);
    expect(wrongProblem.code).toBe('invalid-credentials');
  });

  it.each([
    ['a known', ADA.email],
    ['an unknown', 'nobody@example.com'],
    ['an impossible', 'no e-mail at all'],
  ])('verifies one password for %s e-mail', async (_kind, email) => {
    const hasher = identity.app.get(PasswordHasher, { strict: false });
    const verify = vi.spyOn(hasher, 'verify');
    expect((await signIn(email, 'another password')).status).toBe(401);
    expect(verify).toHaveBeenCalledTimes(1);
    expect(verify.mock.calls[0]?.[1]).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await expect(verify.mock.results[0]?.value).resolves.toBe(false);
  });

  it('hashes a password anew when its hash is weaker than hashes are now, and leaves others alone', async () => {
    const stored = async (): Promise<string> => {
      const rows: { hash: string }[] = await database.dataSource.query(
        'SELECT password_hash AS hash FROM customer WHERE email = $1',
        [ADA.email],
      );
      return rows[0]?.hash ?? '';
    };
    const strong = await stored();
    expect((await signIn(ADA.email, ADA.password)).status).toBe(200);
    expect(await stored()).toBe(strong);

    const parameters = { memory: 1024, passes: 1, parallelism: 1 };
    const salt = Buffer.from('0123456789abcdef');
    const tag = argon2Sync('argon2id', { ...parameters, message: ADA.password, nonce: salt, tagLength: 32 });
    const weak = encodePhc({ ...parameters, salt, tag });
    await database.dataSource.query('UPDATE customer SET password_hash = $1 WHERE email = $2', [weak, ADA.email]);
    expect((await signIn(ADA.email, 'another password')).status).toBe(401);
    expect(await stored()).toBe(weak);
    expect((await signIn(ADA.email, ADA.password)).status).toBe(200);
    expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await signIn(ADA.email, ADA.password)).status).toBe(200);
  });

  it('takes many at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn(ADA.email, ADA.password)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
