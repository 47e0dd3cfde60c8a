import {
  type ConfigOf,
  CurrentUser,
  defineConfig,
  type Principal,
  ServiceModule,
  serviceSettings,
} from '@breakwater/service-kit';
import { type CallResult, startTestService, type TestDatabase, waitUntil } from '@breakwater/testing';
import { Controller, Get, Module } from '@nestjs/common';
import { decodeProtectedHeader, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeySet } from '../src/signing-keys/key-set.js';
import {
  ADMIN,
  createIdentityDatabase,
  type Identity,
  signIn,
  someAdmin,
  someCustomer,
  startIdentity,
} from './start-identity.js';

const verifierConfig = defineConfig('verifier', serviceSettings({ port: 0 }));

@Controller('whoami')
class WhoAmIController {
  @Get()
  show(@CurrentUser() user: Principal): Principal {
    return user;
  }
}

@Module({})
class VerifierModule {
  static register(config: ConfigOf<typeof verifierConfig>) {
    return { module: VerifierModule, imports: [ServiceModule.register(config)], controllers: [WhoAmIController] };
  }
}

/** Any other service: all it knows of identity is where the published keys are. */
const startVerifier = (jwksUrl: string) =>
  startTestService({
    definition: verifierConfig,
    register: (config) => VerifierModule.register(config),
    env: { JWKS_URL: jwksUrl },
  });
type Verifier = Awaited<ReturnType<typeof startVerifier>>;

/** A little longer than a verifier rests between two fetches (5 s): the least with which the promise holds. */
const LEAD_MS = 5_200;
const ROTATIONS = 3;

describe('services that verify tokens by the published keys', () => {
  let database: TestDatabase;
  let identity: Identity;
  let verifiers: Verifier[] = [];

  beforeEach(async () => {
    database = await createIdentityDatabase();
    identity = await startIdentity(database, { SIGNING_KEY_LEAD_MS: String(LEAD_MS), SIGNING_KEY_CACHE_MS: '100' });
    const jwksUrl = `${identity.url}/.well-known/jwks.json`;
    verifiers = await Promise.all([startVerifier(jwksUrl), startVerifier(jwksUrl)]);
  });

  afterEach(async () => {
    await Promise.all(verifiers.map((verifier) => verifier.stop()));
    await identity.stop();
    await database.drop();
  });

  const whoAmI = (verifier: Verifier | undefined, token: string): Promise<CallResult | undefined> =>
    Promise.resolve(verifier?.call('GET', '/whoami', { token }));

  const rotate = (admin: string) =>
    waitUntil('the next key to be old enough', async () => {
      const { status } = await identity.call('POST', '/admin/signing-keys/rotate', { token: admin });
      if (status !== 200 && status !== 409) throw new Error(`the rotation answered ${status}`);
      return status === 200;
    });

  it('refuse no request while keys rotate, with tokens old and new', { timeout: 60_000 }, async () => {
    const { accessToken: admin } = await someAdmin(identity, database);
    const tokens = [(await someCustomer(identity)).accessToken];
    const failures: unknown[] = [];
    let requests = 0;
    const end = new AbortController();
    const client = async (verifier: Verifier | undefined): Promise<void> => {
      for (let index = 0; !end.signal.aborted; index += 1) {
        // In turn the first, a later and the newest one: also such as this verifier has never seen.
        const token = [tokens[0], tokens[index % tokens.length], tokens.at(-1)][index % 3] ?? '';
        const answer = await whoAmI(verifier, token);
        requests += 1;
        if (answer?.status !== 200) failures.push({ status: answer?.status, body: answer?.body });
      }
    };
    const issuing = async (): Promise<void> => {
      while (!end.signal.aborted) tokens.push((await signIn(identity, ADMIN)).accessToken);
    };
    const signers = () => new Set(tokens.map((token) => decodeProtectedHeader(token).kid));

    const work = [issuing(), ...verifiers.map(client), ...verifiers.map(client)];
    try {
      for (let rotation = 1; rotation <= ROTATIONS; rotation += 1) {
        await rotate(admin);
        const before = requests;
        await waitUntil('tokens of the new key in use', () => signers().size > rotation && requests > before + 200);
      }
    } finally {
      end.abort();
      await Promise.all(work);
    }
    expect(failures).toEqual([]);
    expect(signers().size).toBe(ROTATIONS + 1);
    expect(requests).toBeGreaterThan(ROTATIONS * 200);
  });

  it('take tokens of a retired key until they expire, and none once it is forgotten', { timeout: 60_000 }, async () => {
    const { accessToken: admin } = await someAdmin(identity, database);
    const { keyId, privateKey } = await identity.app.get(KeySet, { strict: false }).signer();
    /** By somebody who has got hold of the private key. */
    const stolen = (name: string) =>
      new SignJWT({ email: 'eve@example.com', name, role: 'customer' })
        .setProtectedHeader({ alg: 'EdDSA', kid: keyId })
        .setSubject('eve')
        .setIssuer('breakwater-identity')
        .setAudience('breakwater')
        .setExpirationTime('1d')
        .sign(privateKey);

    const old = (await someCustomer(identity)).accessToken;
    expect((await whoAmI(verifiers[0], admin))?.status).toBe(200);
    await rotate(admin);
    // One that has known the key from before, and one that fetches the keys only now.
    for (const verifier of verifiers) expect((await whoAmI(verifier, old))?.status).toBe(200);
    expect((await whoAmI(verifiers[0], await stolen('while retired')))?.status).toBe(200);

    // Its last token has expired.
    await database.dataSource.query(`UPDATE signing_key SET published_until = now() WHERE status = 'retired'`);
    await waitUntil('identity to publish without it', async () => {
      const { body } = await identity.call('GET', '/.well-known/jwks.json');
      return !JSON.stringify(body).includes(keyId);
    });
    // One that has just started, and one that fetches again because it meets a key that it does not know.
    const fresh = await startVerifier(`${identity.url}/.well-known/jwks.json`);
    verifiers.push(fresh);
    expect((await whoAmI(fresh, await stolen('when forgotten')))?.status).toBe(401);
    await rotate(admin);
    await waitUntil('a verifier to have fetched again', async () => {
      await whoAmI(verifiers[0], (await signIn(identity, ADMIN)).accessToken);
      return (await whoAmI(verifiers[0], await stolen('when fetched again')))?.status === 401;
    });
    expect((await whoAmI(verifiers[0], (await signIn(identity, ADMIN)).accessToken))?.status).toBe(200);
  });

  it('go on with the keys they know while identity is away', async () => {
    const tokens = [(await someCustomer(identity)).accessToken, (await someCustomer(identity)).accessToken];
    expect((await whoAmI(verifiers[0], tokens[0] ?? ''))?.status).toBe(200);
    await identity.stop();
    for (const token of tokens) expect((await whoAmI(verifiers[0], token))?.status).toBe(200);
    expect((await whoAmI(verifiers[1], tokens[0] ?? ''))?.status).toBe(503);
  });
});
