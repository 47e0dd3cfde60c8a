import { call, type TestDatabase } from '@breakwater/testing';
import { createRemoteJWKSet, decodeProtectedHeader, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityDatabase, type Identity, problemIn, someCustomer, startIdentity } from './start-identity.js';

describe('access tokens', () => {
  let database: TestDatabase;
  let identity: Identity;

  beforeAll(async () => {
    database = await createIdentityDatabase();
    identity = await startIdentity(database);
  });

  afterAll(async () => {
    await identity.stop();
    await database.drop();
  });

  const jwksUrl = () => new URL('/.well-known/jwks.json', identity.url);
  const me = (token: string) => identity.call('GET', '/customers/me', { token });

  it('are verified by anybody who fetches the published keys', async () => {
    const { accessToken, customer } = await someCustomer(identity);
    const { payload, protectedHeader } = await jwtVerify(accessToken, createRemoteJWKSet(jwksUrl()), {
      algorithms: ['EdDSA'],
      issuer: 'breakwater-identity',
      audience: 'breakwater',
    });
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'JWT', kid: expect.any(String) });
    const { iat = 0, exp = 0, ...claims } = payload;
    expect(claims).toEqual({
      sub: customer.customerId,
      email: customer.email,
      name: customer.name,
      role: 'customer',
      iss: 'breakwater-identity',
      aud: 'breakwater',
    });
    expect(exp - iat).toBe(900);
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(60);
  });

  it('are verified with keys of which nothing private is published, and which caches may keep for a while', async () => {
    const { status, headers, body } = await call(identity.url, 'GET', '/.well-known/jwks.json');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=30');
    const { keys } = body as { keys: Record<string, unknown>[] };
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(key).toEqual({
        kty: 'OKP',
        crv: 'Ed25519',
        alg: 'EdDSA',
        use: 'sig',
        x: expect.any(String),
        kid: expect.any(String),
      });
    }
  });

  it('are asked for where a route is not public', async () => {
    const answer = await identity.call('GET', '/customers/me');
    expect(answer.status).toBe(401);
    expect(problemIn(answer).code).toBe('unauthenticated');
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('are refused when forged, expired, without a signature, for somebody else or malformed', async () => {
    const { accessToken, customer } = await someCustomer(identity);
    const { kid = '' } = decodeProtectedHeader(accessToken);
    const foreign = await generateKeyPair('EdDSA');
    const secret = new TextEncoder().encode('a shared secret that is long enough for this');
    const claims = { email: customer.email, name: customer.name, role: 'admin' };
    const token = (alg: string) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg, kid })
        .setSubject(customer.customerId)
        .setIssuer('breakwater-identity')
        .setAudience('breakwater')
        .setIssuedAt()
        .setExpirationTime('15m');
    const unsigned = [
      { alg: 'none', kid },
      { sub: customer.customerId, exp: 9_999_999_999, ...claims },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const [header, , signature] = accessToken.split('.');
    const tampered = Buffer.from(JSON.stringify({ sub: customer.customerId, exp: 9_999_999_999, ...claims }));
    const bad = [
      await token('EdDSA').sign(foreign.privateKey),
      await token('HS256').sign(secret),
      `${unsigned}.`,
      `${header}.${tampered.toString('base64url')}.${signature}`,
      'nonsense',
      'a.b.c',
    ];
    for (const candidate of bad) {
      const answer = await me(candidate);
      expect(answer.status).toBe(401);
      expect(problemIn(answer).code).toBe('unauthenticated');
    }
  });

  it('are refused once they have expired', async () => {
    const shortLived = await startIdentity(database, { ACCESS_TOKEN_SECONDS: '1' });
    const { accessToken } = await someCustomer(shortLived);
    await shortLived.stop();
    const verifiedIn = (ms: number) =>
      jwtVerify(accessToken, createRemoteJWKSet(jwksUrl()), { currentDate: new Date(Date.now() + ms) });
    await expect(verifiedIn(-1_000)).resolves.toBeDefined();
    await expect(verifiedIn(10_000)).rejects.toThrow('exp');
  });

  it('of a customer open nothing that is for administrators', async () => {
    const { accessToken } = await someCustomer(identity);
    for (const [method, path] of [
      ['GET', '/admin/signing-keys'],
      ['POST', '/admin/signing-keys/rotate'],
    ] as const) {
      expect((await identity.call(method, path)).status).toBe(401);
      const answer = await identity.call(method, path, { token: accessToken });
      expect(answer.status).toBe(403);
      expect(problemIn(answer).code).toBe('forbidden');
    }
  });
});
