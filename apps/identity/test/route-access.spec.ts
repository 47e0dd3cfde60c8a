import {
  answersOfEveryRoute,
  lackingSecurityHeaders,
  openRoutes,
  statusesOfAdminRoutes,
  type TestDatabase,
} from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityDatabase, type Identity, someCustomer, startIdentity } from './start-identity.js';

// The routes are those that the service has: a new one has to be guarded, or entered here.
describe('the routes of identity', () => {
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

  it('ask everybody for a token, but for these', async () => {
    expect(await openRoutes(identity)).toEqual(['GET /.well-known/jwks.json', 'POST /customers', 'POST /sessions']);
  });

  it('keep customers out of what is for admins', async () => {
    expect(await statusesOfAdminRoutes(identity, (await someCustomer(identity)).accessToken)).toEqual({
      'GET /admin/signing-keys': 403,
      'POST /admin/signing-keys/rotate': 403,
    });
  });

  it('answer with every security header, whatever the status', async () => {
    for (const token of [undefined, (await someCustomer(identity)).accessToken]) {
      for (const [route, { headers, status }] of await answersOfEveryRoute(identity, token)) {
        expect(lackingSecurityHeaders(headers), `${route} ${status}`).toEqual([]);
      }
    }
  });
});
