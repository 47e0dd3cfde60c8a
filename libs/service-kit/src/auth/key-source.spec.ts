import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSample } from '../../test/sample-service.js';
import type { Sample } from '../../test/sample-service.js';
import { createSigner, startKeyServer } from '../../test/tokens.js';
import type { KeyServer, Signer } from '../../test/tokens.js';

describe('keys that are fetched', () => {
  let signer: Signer;
  let keyServer: KeyServer;
  let sample: Sample;

  beforeEach(async () => {
    signer = await createSigner('k1');
    keyServer = await startKeyServer([signer.jwk]);
    sample = await startSample({ JWKS_URL: keyServer.url });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await sample.app.close();
    await keyServer.close();
  });

  let issued = 0;
  /** A token that nobody has seen before, so that no cache knows it. */
  const call = async (by: Signer, kid?: string): Promise<number> => {
    const token = await by.sign({ sub: `c-${(issued += 1)}` }, kid === undefined ? {} : { kid });
    return (await fetch(`${sample.url}/account`, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  const forged = async (count: number): Promise<number[]> => {
    const statuses = [];
    for (let index = 0; index < count; index += 1) statuses.push(await call(signer, `unknown-${index}`));
    return statuses;
  };
  const later = (ms: number): void => {
    const now = Date.now() + ms;
    vi.spyOn(Date, 'now').mockImplementation(() => now);
  };

  it('are fetched once, however many tokens name a key that does not exist', async () => {
    expect(await call(signer)).toBe(200);
    expect(await forged(30)).toEqual(Array(30).fill(401));
    expect(keyServer.requests).toBe(1);
    later(6_000);
    expect(await forged(30)).toEqual(Array(30).fill(401));
    expect(keyServer.requests).toBe(2);
  });

  it('are not asked for again and again while identity fails, and known ones go on', async () => {
    expect(await call(signer)).toBe(200);
    keyServer.status = 500;
    later(6_000);
    expect(await forged(30)).toEqual(Array(30).fill(401));
    expect(keyServer.requests).toBe(2);
    expect(await call(signer)).toBe(200);
    later(1_000_000);
    expect(await call(signer)).toBe(200);
  });

  it('are not asked for again and again before the first fetch has succeeded, and then are', async () => {
    keyServer.status = 503;
    // On a busy machine thirty requests take longer than the failure is remembered.
    later(0);
    const statuses = [];
    for (let index = 0; index < 30; index += 1) statuses.push(await call(signer));
    expect(statuses).toEqual(Array(30).fill(503));
    expect(keyServer.requests).toBe(1);
    keyServer.status = 200;
    vi.restoreAllMocks();
    await vi.waitFor(async () => expect(await call(signer)).toBe(200), { timeout: 5_000 });
  });

  it('are believed no more once they are withdrawn', async () => {
    const other = await createSigner('k2');
    expect(await call(signer)).toBe(200);
    keyServer.keys = [other.jwk];
    later(6_000);
    expect(await call(other)).toBe(200);
    expect(await call(signer)).toBe(401);
  });

  it('are waited for no longer than their deadline when identity hangs, and known ones go on', async () => {
    expect(await call(signer)).toBe(200);
    keyServer.behave = () => undefined;
    later(6_000);
    const startedAt = performance.now();
    expect(await call(signer, 'unknown')).toBe(401);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await call(signer)).toBe(200);
  });

  it.each([
    ['no JSON', 'application/json', '<html>'],
    ['a page', 'text/html', '<html>'],
    ['another thing', 'application/json', '{"keys":"none"}'],
    ['keys of no type', 'application/json', '{"keys":[{}]}'],
  ])('are not taken from an answer that is %s, and known ones go on', async (_what, type, text) => {
    expect(await call(signer)).toBe(200);
    keyServer.behave = (response) => void response.setHeader('content-type', type).end(text);
    later(6_000);
    expect(await call(signer, 'unknown')).toBe(401);
    expect(await call(signer)).toBe(200);
  });
});
