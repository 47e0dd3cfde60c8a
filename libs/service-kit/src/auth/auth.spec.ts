import { createLocalJWKSet, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSample } from '../../test/sample-service.js';
import type { Sample } from '../../test/sample-service.js';
import { createSigner, GOOD_CLAIMS, startKeyServer, unsigned } from '../../test/tokens.js';
import type { KeyServer, Signer } from '../../test/tokens.js';

let signer: Signer;
let forger: Signer;
let keyServer: KeyServer;
let sample: Sample;

beforeAll(async () => {
  [signer, forger] = await Promise.all([createSigner('k1'), createSigner('k1')]);
  keyServer = await startKeyServer([signer.jwk]);
  sample = await startSample({ JWKS_URL: keyServer.url });
});
afterAll(async () => {
  await sample.app.close();
  await keyServer.close();
});

async function call(path: string, authorization?: string, url = sample.url) {
  const response = await fetch(url + path, { headers: authorization === undefined ? {} : { authorization } });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

async function expectRefused(authorization: string, detail: RegExp): Promise<void> {
  const { status, headers, body } = await call('/account', authorization);
  expect(body).toMatchObject({ code: 'unauthenticated', detail: expect.stringMatching(detail) });
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toMatch(
    /^Bearer realm="breakwater", error="invalid_token", error_description="/,
  );
}

describe('a verified token', () => {
  it('gives the handler its principal, also from the cache', async () => {
    const token = await signer.sign();
    for (const sub of ['c-1', 'c-1']) {
      expect(await call('/account', `Bearer ${token}`)).toMatchObject({
        status: 200,
        body: { customerId: sub, email: 'ada@example.com', name: 'Ada', role: 'customer' },
      });
    }
    expect(keyServer.requests).toBe(1);
  });

  it('may be signed with a key published later', async () => {
    const es256 = await createSigner('k2', 'ES256');
    const fresh = await startKeyServer([es256.jwk]);
    const other = await startSample({ JWKS_URL: fresh.url });
    expect(await call('/account', `Bearer ${await es256.sign()}`, other.url)).toMatchObject({ status: 200 });
    await other.app.close();
    await fresh.close();
  });

  it('is not needed on public routes', async () => {
    expect(await call('/baskets')).toMatchObject({ status: 200 });
  });
});

describe('a request without a believable token', () => {
  it('is told to sign in', async () => {
    const { status, headers, body } = await call('/account');
    expect(body).toMatchObject({ code: 'unauthenticated', detail: expect.stringContaining('No access token') });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="breakwater"');
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer a b'])('is refused: header "%s"', async (header) => {
    await expectRefused(header, /header is malformed/);
  });

  it.each(['Bearer abc', 'Bearer a.b.c', 'Bearer ..'])('is refused: "%s"', async (header) => {
    await expectRefused(header, /token is malformed/);
  });

  it('is refused: expired', async () => {
    await expectRefused(`Bearer ${await signer.sign({}, { expiresInSeconds: -6 })}`, /has expired/);
  });

  it('is let in when its clock is a little ahead', async () => {
    expect(await call('/account', `Bearer ${await signer.sign({}, { expiresInSeconds: -2 })}`)).toMatchObject({
      status: 200,
    });
  });

  it("is refused: another's key under a known name", async () => {
    await expectRefused(`Bearer ${await forger.sign({ role: 'admin' })}`, /signature is wrong/);
  });

  it('is refused: a changed claim under a good signature', async () => {
    const [header, , signature] = (await signer.sign()).split('.');
    const claims = Buffer.from(JSON.stringify({ ...GOOD_CLAIMS, role: 'admin', exp: 4_000_000_000 })).toString(
      'base64url',
    );
    await expectRefused(`Bearer ${header}.${claims}.${signature}`, /signature is wrong/);
  });

  it('is refused: a key that nobody knows', async () => {
    await expectRefused(`Bearer ${await forger.sign({}, { kid: 'k9' })}`, /key that is not known/);
  });

  it('is refused: alg none', async () => {
    await expectRefused(`Bearer ${unsigned({ role: 'admin' })}`, /algorithm is not accepted/);
  });

  it('is refused: signed with the public key as a shared secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(signer.jwk));
    const token = await new SignJWT({ ...GOOD_CLAIMS, role: 'admin' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setExpirationTime('5m')
      .sign(secret);
    await expectRefused(`Bearer ${token}`, /algorithm is not accepted/);
  });

  it.each([
    ['audience', { aud: 'elsewhere' }, /"aud"/],
    ['issuer', { iss: 'elsewhere' }, /"iss"/],
    ['no subject', { sub: undefined }, /"sub"/],
    ['an unknown role', { role: 'root' }, /lacks/],
  ])('is refused: %s', async (_name, claims, detail) => {
    await expectRefused(`Bearer ${await signer.sign(claims)}`, detail);
  });

  it('is refused: no expiry', async () => {
    await expectRefused(`Bearer ${await signer.sign({}, { expiresInSeconds: null })}`, /"exp"/);
  });
});

describe('roles', () => {
  it('keep a customer out of what is for admins', async () => {
    const { status, body } = await call('/account/admin', `Bearer ${await signer.sign()}`);
    expect(body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('role admin') });
    expect(status).toBe(403);
  });

  it('let an admin in', async () => {
    const token = await signer.sign({ role: 'admin' });
    expect(await call('/account/admin', `Bearer ${token}`)).toMatchObject({ status: 200, body: { role: 'admin' } });
  });
});

describe('when the keys cannot be fetched', () => {
  it('the answer is 503 and says when to come back, not 401', async () => {
    const gone = await startKeyServer([]);
    await gone.close();
    const other = await startSample({ JWKS_URL: gone.url });
    const { status, headers, body } = await call('/account', `Bearer ${await signer.sign()}`, other.url);
    expect(body).toMatchObject({ code: 'identity-unavailable' });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('1');
    await other.app.close();
  });

  it('known keys stay in use', async () => {
    const keys = await startKeyServer([signer.jwk]);
    const other = await startSample({ JWKS_URL: keys.url });
    expect(await call('/account', `Bearer ${await signer.sign({ sub: 'before' })}`, other.url)).toMatchObject({
      status: 200,
    });
    await keys.close();
    expect(await call('/account', `Bearer ${await signer.sign({ sub: 'after' })}`, other.url)).toMatchObject({
      status: 200,
    });
    await other.app.close();
  });

  it('a service may have keys of its own', async () => {
    const keySource = { useFactory: () => createLocalJWKSet({ keys: [signer.jwk] }) };
    const other = await startSample({}, { keySource });
    expect(await call('/account', `Bearer ${await signer.sign()}`, other.url)).toMatchObject({ status: 200 });
    await other.app.close();
  });
});
