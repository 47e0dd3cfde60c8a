import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSample } from '../../test/sample-service.js';
import type { Sample } from '../../test/sample-service.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { CheckFailedError } from './health-registry.js';

let sample: Sample;
let databaseFails = false;
let cacheFails = false;

beforeAll(async () => {
  sample = await startSample();
  sample.health.register('database', async () => {
    if (databaseFails) throw Object.assign(new Error('password authentication failed for "shop"'), { code: '28P01' });
    return { connections: 3 };
  });
  sample.health.register(
    'cache',
    async () => {
      if (cacheFails) throw new RangeError('far away');
    },
    { critical: false },
  );
});
afterAll(() => sample.app.close());
beforeEach(() => {
  databaseFails = false;
  cacheFails = false;
});

async function ready() {
  const response = await fetch(`${sample.url}/health/ready`);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('readiness', () => {
  it('shows what the checks tell', async () => {
    expect(await ready()).toMatchObject({
      status: 200,
      body: {
        status: 'ready',
        checks: {
          database: { status: 'up', critical: true, detail: { connections: 3 } },
          cache: { status: 'up', critical: false },
        },
      },
    });
  });

  it('is lost with a critical dependency, without telling its secrets', async () => {
    databaseFails = true;
    const { status, body } = await ready();
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'not-ready', checks: { database: { status: 'down', error: '28P01' } } });
    expect(JSON.stringify(body)).not.toContain('password');
  });

  it('survives the loss of an uncritical one', async () => {
    cacheFails = true;
    expect(await ready()).toMatchObject({
      status: 200,
      body: { status: 'degraded', checks: { cache: { status: 'down', error: 'RangeError' } } },
    });
  });

  it('shows what a failed check knows', async () => {
    const other = await startSample();
    other.health.register('broker', () =>
      Promise.reject(new CheckFailedError('broker-unavailable', { publishing: 'failing' })),
    );
    const response = await fetch(`${other.url}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      checks: { broker: { status: 'down', error: 'broker-unavailable', detail: { publishing: 'failing' } } },
    });
    await other.app.close();
  });

  it('refuses two checks of one name', () => {
    expect(() => sample.health.register('database', async () => {})).toThrow(/"database" is already registered/);
  });

  it('gives up on a check that hangs', async () => {
    const other = await startSample();
    other.health.register('stuck', () => new Promise(() => {}));
    const response = await fetch(`${other.url}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ checks: { stuck: { error: 'health-check-timeout' } } });
    await other.app.close();
  });
});

it('while draining: not ready, alive, still serving, and closing connections', async () => {
  const other = await startSample();
  other.app.get(Lifecycle).startDraining();
  const response = await fetch(`${other.url}/health/ready`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ status: 'draining' });
  expect((await fetch(`${other.url}/health/live`)).status).toBe(200);
  const served = await fetch(`${other.url}/baskets`);
  expect(served.status).toBe(200);
  expect(served.headers.get('connection')).toBe('close');
  await other.app.close();
});
