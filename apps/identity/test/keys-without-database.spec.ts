import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SigningKeyRepository } from '../src/signing-keys/signing-key.repository.js';
import { createIdentityDatabase, startIdentity } from './start-identity.js';

describe('signing keys while the database is away', () => {
  it('are served from memory, and not looked for again by every request', async () => {
    const database = await createIdentityDatabase();
    const identity = await startIdentity(database, { SIGNING_KEY_CACHE_MS: '0' });
    onTestFinished(() => identity.stop());
    const published = () => identity.call('GET', '/.well-known/jwks.json');
    const before = await published();
    expect(before.status).toBe(200);
    await database.drop();
    const reads = vi.spyOn(identity.app.get(SigningKeyRepository), 'published');
    const from = performance.now();
    for (let request = 0; request < 20; request += 1) {
      expect(await published()).toMatchObject({ status: 200, body: before.body });
    }
    const seconds = (performance.now() - from) / 1_000;
    expect(reads.mock.calls.length).toBeLessThanOrEqual(2 + seconds);
  });
});
