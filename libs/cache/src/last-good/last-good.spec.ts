import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startCached } from '../../test/started-cache.js';
import { CacheStore } from '../redis/cache-store.js';
import { LastGood } from './last-good.js';

const price = z.object({ pence: z.int() });
const options = { prefix: 'prices:1:', schema: price, keepSeconds: 60 };

describe('the last good answer', () => {
  let app: NestFastifyApplication;
  let store: CacheStore;
  beforeAll(async () => {
    app = await startCached();
    store = app.get(CacheStore);
  });
  afterAll(() => app.close());

  it('comes back with the time at which it was good, also to another process', async () => {
    const before = Date.now();
    new LastGood(store, options).remember('london', { pence: 395 });
    await expect.poll(() => new LastGood(store, options).recall('london')).toMatchObject({ value: { pence: 395 } });
    const { asOf } = (await new LastGood(store, options).recall('london')) ?? {};
    expect(asOf?.getTime()).toBeGreaterThanOrEqual(before);
    expect(asOf?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('is not there where none was', async () => {
    expect(await new LastGood(store, options).recall('paris')).toBeUndefined();
  });

  it.each([
    ['no JSON', 'pence'],
    ['half a JSON', '{"value":{"pence":3'],
    ['of another form', '{"value":{"cents":395},"asOf":"2026-11-21T10:00:00.000Z"}'],
    ['without a time', '{"value":{"pence":395}}'],
    ['of a time that is none', '{"value":{"pence":395},"asOf":"soon"}'],
  ])('is not there when what Redis answers is %s', async (_what, text) => {
    await store.write(`${options.prefix}odd`, text, 60);
    expect(await store.read(`${options.prefix}odd`)).toBe(text);
    expect(await new LastGood(store, options).recall('odd')).toBeUndefined();
  });

  it('is written once a second for each key, however often it is remembered', async () => {
    const written: string[] = [];
    const counting = {
      read: () => Promise.resolve(null),
      write: (key: string) => Promise.resolve(written.push(key) > 0),
    };
    const lastGood = new LastGood(counting, options);
    for (let times = 0; times < 100; times += 1) {
      lastGood.remember('london', { pence: times });
      lastGood.remember('leeds', { pence: times });
    }
    expect(written).toEqual(['prices:1:london', 'prices:1:leeds']);
  });
});

describe('while Redis', () => {
  let silentServer: Server | undefined;
  let app: NestFastifyApplication | undefined;
  const sockets: Socket[] = [];
  afterEach(async () => {
    await app?.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    silentServer?.close();
  });

  it('is away, nothing is there, nothing is kept, and nobody waits', async () => {
    app = await startCached({ REDIS_URL: 'redis://127.0.0.1:1', REDIS_DEADLINE_MS: '5000' });
    const lastGood = new LastGood(app.get(CacheStore), options);
    const startedAt = performance.now();
    lastGood.remember('london', { pence: 395 });
    expect(await lastGood.recall('london')).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  it('is slow, nothing is there once its deadline has passed', async () => {
    silentServer = createServer((socket) => sockets.push(socket));
    const server = silentServer;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    app = await startCached({ REDIS_URL: `redis://127.0.0.1:${port}`, REDIS_DEADLINE_MS: '30' });
    const lastGood = new LastGood(app.get(CacheStore), options);
    const startedAt = performance.now();
    expect(await lastGood.recall('london')).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
