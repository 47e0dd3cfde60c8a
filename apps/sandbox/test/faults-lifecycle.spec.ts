import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConfigError, Lifecycle, loadConfig, Logger } from '@breakwater/service-kit';
import { call, type TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../src/app.module.js';
import { sandboxConfig } from '../src/config.js';
import { FaultInjector } from '../src/faults/fault-injector.js';
import { FaultRegistry } from '../src/faults/fault-registry.js';
import { FaultsListener } from '../src/faults/faults-listener.js';
import { ADDRESSEE, LABELS, PARCEL, RATES, startFaultySandbox, TOKEN } from './start-faulty-sandbox.js';
import { createSandboxDatabase, startSandbox } from './start-sandbox.js';
import { post } from './wire.js';

const DATABASE_URL = 'postgres://sandbox:sandbox@127.0.0.1/sandbox';

describe('faults and the life of the sandbox', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createSandboxDatabase();
  });
  afterAll(() => database.drop());

  it('are off unless there is a port: nothing listens, nothing is hooked in, answers are the same', async () => {
    const off = await startSandbox(database, { FAULTS_TOKEN: TOKEN });
    const on = await startFaultySandbox(database);
    try {
      for (const provider of [FaultsListener, FaultInjector]) {
        expect(() => off.app.get<unknown>(provider)).toThrow(provider.name);
        expect(on.app.get<unknown>(provider)).toBeInstanceOf(provider);
      }
      expect(off.routes).toEqual(on.routes);
      const [without, withFaults] = [
        await off.call('POST', '/carriers/swiftpost/rates', { body: ADDRESSEE }),
        await on.rates(),
      ];
      expect([...without.headers.keys()]).toEqual([...withFaults.headers.keys()]);
      expect(without.body).toEqual(withFaults.body);
    } finally {
      await on.stop();
      await off.stop();
    }
  });

  it('do not outlast a shutdown: what they hold is answered, and both ports close', async () => {
    const sandbox = await startFaultySandbox(database);
    await sandbox.set({ kind: 'hang', route: RATES });
    await sandbox.set({ kind: 'hang', after: true, route: LABELS });
    await sandbox.set({ kind: 'slow-body', ms: 600_000, route: '*' });
    const held = [
      post(sandbox.url, '/carriers/swiftpost/rates', ADDRESSEE),
      post(sandbox.url, '/carriers/swiftpost/labels', PARCEL, { 'idempotency-key': 'held-by-a-fault' }),
      post(sandbox.url, '/email/messages', {}),
    ];
    await sandbox.held(3);
    const startedAtMs = performance.now();
    // As the signal's handler does.
    sandbox.app.get(Lifecycle).startDraining();
    await sandbox.stop();
    expect(performance.now() - startedAtMs).toBeLessThan(sandbox.config.shutdownTimeoutMs);
    const statuses: (number | undefined)[] = [];
    for (const { closed } of held) {
      const answer = await closed();
      expect(answer.isComplete).toBe(true);
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 201, 400]);
    for (const url of [sandbox.url, sandbox.faultsUrl]) {
      await expect(call(url, 'GET', '/health/live')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    }
  });

  it('cannot be set without a token', () => {
    const config = loadConfig(sandboxConfig, { DATABASE_URL, FAULTS_PORT: '4106' });
    expect(() => AppModule.register(config)).toThrow(ConfigError);
    expect(() => AppModule.register(config)).toThrow(/FAULTS_TOKEN is required but not set, as FAULTS_PORT is 4106/);
  });

  it.each([
    [{ FAULTS_PORT: '65536' }, /FAULTS_PORT received "65536"/],
    [{ FAULTS_PORT: 'yes' }, /FAULTS_PORT received "yes"/],
    [{ FAULTS_TOKEN: 'fifteen-letters' }, /FAULTS_TOKEN received a hidden value: must have at least 16 characters/],
    [{ FAULTS_TOKEN: 'two words that are long' }, /FAULTS_TOKEN received a hidden value: must be visible ASCII/],
  ])('refuse settings that are wrong: %j', (env, message) => {
    const load = () => loadConfig(sandboxConfig, { DATABASE_URL, ...env });
    expect(load).toThrow(message);
    if ('FAULTS_TOKEN' in env) expect(load).not.toThrow(env.FAULTS_TOKEN);
  });

  it('name their own port when it is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const sandbox = await startFaultySandbox(database);
    try {
      const config = { ...sandbox.config, faultsPort: port };
      const listener = new FaultsListener(sandbox.app.get(FaultRegistry), sandbox.app.get(Logger), config, TOKEN);
      await expect(listener.onApplicationBootstrap()).rejects.toThrow(
        `The fault API cannot listen on port ${port} of 127.0.0.1; stop what uses it, or set FAULTS_PORT to another.`,
      );
    } finally {
      await sandbox.stop();
      taken.close();
    }
  });
});
