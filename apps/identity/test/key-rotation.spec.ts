import type { SigningKeyView } from '@breakwater/contracts';
import { type TestDatabase, waitUntil } from '@breakwater/testing';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SigningKeysService } from '../src/signing-keys/signing-keys.service.js';
import { RotationTooSoonError } from '../src/signing-keys/signing-keys.errors.js';
import {
  ADMIN,
  createIdentityDatabase,
  type Identity,
  problemIn,
  signIn,
  someAdmin,
  someCustomer,
  startIdentity,
} from './start-identity.js';

describe('key rotation', () => {
  let database: TestDatabase;
  const started: Identity[] = [];

  beforeEach(async () => {
    database = await createIdentityDatabase();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((identity) => identity.stop()));
    await database.drop();
  });

  async function start(env: Record<string, string> = {}): Promise<Identity> {
    const identity = await startIdentity(database, env);
    started.push(identity);
    return identity;
  }

  const keysOf = (body: unknown) => (body as { items: SigningKeyView[] }).items;
  const idOf = (keys: SigningKeyView[], status: SigningKeyView['status']) =>
    keys.find((key) => key.status === status)?.keyId;

  const unlessTooSoon = (error: unknown): undefined => {
    if (!(error instanceof RotationTooSoonError)) throw error;
    return undefined;
  };

  async function publishedIds(identity: Identity): Promise<string[]> {
    const { body } = await identity.call('GET', '/.well-known/jwks.json');
    return (body as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  }

  it('starts with one current and one next key, however many processes start at once', async () => {
    const identities = await Promise.all([start(), start(), start()]);
    const published = await Promise.all(identities.map(publishedIds));
    expect(published[0]).toHaveLength(2);
    expect(published[1]).toEqual(published[0]);
    expect(published[2]).toEqual(published[0]);
  });

  it('signs with the key that was published as next, and keeps the retired one published', async () => {
    const identity = await start();
    const { accessToken: token } = await someAdmin(identity, database);
    const before = keysOf((await identity.call('GET', '/admin/signing-keys', { token })).body);
    expect(before.map(({ status }) => status).sort()).toEqual(['current', 'next']);
    expect(decodeProtectedHeader(token).kid).toBe(idOf(before, 'current'));

    const answer = await identity.call('POST', '/admin/signing-keys/rotate', { token });
    expect(answer.status).toBe(200);
    const after = keysOf(answer.body);
    expect(idOf(after, 'current')).toBe(idOf(before, 'next'));
    expect(idOf(after, 'retired')).toBe(idOf(before, 'current'));
    expect(after).toHaveLength(3);
    expect(await publishedIds(identity)).toEqual(after.map(({ keyId }) => keyId));

    const { accessToken: fresh } = await signIn(identity, ADMIN);
    expect(decodeProtectedHeader(fresh).kid).toBe(idOf(after, 'current'));
    for (const accepted of [token, fresh]) {
      expect((await identity.call('GET', '/customers/me', { token: accepted })).status).toBe(200);
    }
  });

  it('refuses to sign with a key that verifiers may not know yet, and says when it may be', async () => {
    const identity = await start({ SIGNING_KEY_LEAD_MS: '60000' });
    const { accessToken: token } = await someAdmin(identity, database);
    expect((await identity.call('POST', '/admin/signing-keys/rotate', { token })).status).toBe(200);
    const answer = await identity.call('POST', '/admin/signing-keys/rotate', { token });
    expect(answer.status).toBe(409);
    expect(problemIn(answer).code).toBe('rotation-too-soon');
    const retryAfter = Number(answer.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(50);
    expect(retryAfter).toBeLessThanOrEqual(60);
  });

  it('rotates once when several administrators ask at the same time', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const { accessToken: token } = await someAdmin(one, database);
    const answers = await Promise.all(
      [one, other, one, other].map((identity) => identity.call('POST', '/admin/signing-keys/rotate', { token })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
  });

  it('happens by age, in one of several processes, and forgets keys of which every token has expired', async () => {
    const env = { SIGNING_KEY_ROTATION_MS: '1000', SIGNING_KEY_CHECK_MS: '100', SIGNING_KEY_LEAD_MS: '500' };
    const identities = await Promise.all([start(env), start(env)]);
    const [first] = identities;
    const [original = ''] = await publishedIds(first);
    await waitUntil('the first key to be retired', async () => {
      const rows: unknown[] = await database.dataSource.query(
        `SELECT 1 FROM signing_key WHERE status = 'retired' AND key_id = $1`,
        [original],
      );
      return rows.length === 1;
    });
    const rows: { status: string }[] = await database.dataSource.query(
      `SELECT status FROM signing_key WHERE status <> 'retired' ORDER BY status`,
    );
    expect(rows.map(({ status }) => status)).toEqual(['current', 'next']);

    await database.dataSource.query(`UPDATE signing_key SET published_until = now() WHERE key_id = $1`, [original]);
    await waitUntil('the first key to be forgotten', async () => {
      const left: unknown[] = await database.dataSource.query(`SELECT 1 FROM signing_key WHERE key_id = $1`, [
        original,
      ]);
      return left.length === 0;
    });
    await waitUntil('both processes to publish without it', async () => {
      const published = await Promise.all(identities.map(publishedIds));
      return published.every((ids) => !ids.includes(original));
    });
  });

  it('publishes a new next key when there is none, and does not sign with it at once', async () => {
    const identity = await start();
    await identity.call('GET', '/.well-known/jwks.json');
    await database.dataSource.query(`DELETE FROM signing_key WHERE status = 'next'`);
    const { accessToken: token } = await someAdmin(identity, database);
    const answer = await identity.call('POST', '/admin/signing-keys/rotate', { token });
    expect(problemIn(answer).code).toBe('rotation-too-soon');
    const rows: { status: string }[] = await database.dataSource.query(
      'SELECT status FROM signing_key ORDER BY status',
    );
    expect(rows.map(({ status }) => status)).toEqual(['current', 'next']);
  });

  it('fails no request and no verification, in two processes, while keys rotate again and again', async () => {
    const env = { SIGNING_KEY_LEAD_MS: '1000', SIGNING_KEY_CACHE_MS: '100' };
    const [one, other] = await Promise.all([start(env), start(env)]);
    const jwks = createRemoteJWKSet(new URL('/.well-known/jwks.json', one.url), { cooldownDuration: 100 });
    const rotations = one.app.get(SigningKeysService, { strict: false });
    const tokens = [(await someCustomer(one)).accessToken, (await someCustomer(other)).accessToken];
    const signers = new Set<string | undefined>([decodeProtectedHeader(tokens[0] ?? '').kid]);
    const failures: unknown[] = [];
    let requests = 0;
    const clientsStop = new AbortController();

    const client = async (issuer: Identity, verifier: Identity): Promise<void> => {
      while (!clientsStop.signal.aborted) {
        const { accessToken } = await someCustomer(issuer);
        tokens.push(accessToken);
        signers.add(decodeProtectedHeader(accessToken).kid);
        const { payload } = await jwtVerify(accessToken, jwks);
        const oldest = tokens[requests % tokens.length] ?? accessToken;
        for (const token of [accessToken, oldest]) {
          const { status } = await verifier.call('GET', '/customers/me', { token });
          if (status !== 200 || payload.sub === undefined) failures.push({ status, token });
          requests += 1;
        }
      }
    };

    const clients = [client(one, other), client(other, one)];
    for (let rotation = 0; rotation < 3; rotation += 1) {
      const before = signers.size;
      await waitUntil('the next key to be old enough', () => rotations.rotate().catch(unlessTooSoon));
      const requestsBefore = requests;
      await waitUntil('tokens of the new key', () => signers.size > before && requests >= requestsBefore + 8);
    }
    clientsStop.abort();
    await Promise.all(clients);
    expect(failures).toEqual([]);
    expect(signers.size).toBe(4);
    for (const token of tokens) await expect(jwtVerify(token, jwks)).resolves.toBeDefined();
  });
});
