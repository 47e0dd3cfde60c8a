import { isAlive, listProcesses, startBroker, waitFor } from '@breakwater/embedded';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StubShop } from '../test/stub-shop.js';

// Each starts real servers, some twice.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let shop: StubShop;
beforeEach(async () => {
  shop = await StubShop.create();
});
afterEach(() => shop.remove());

/** Recorded by the supervisor: redis, broker and services. PostgreSQL is found by its data directory. */
async function processes(): Promise<Record<string, number>> {
  const list = JSON.parse(await readFile(join(shop.dataDir, 'processes.json'), 'utf8')) as {
    name: string;
    pid: number;
  }[];
  return Object.fromEntries(list.map(({ name, pid }) => [name, pid]));
}

async function postmaster(): Promise<number> {
  const [pid] = (await readFile(join(shop.dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

async function environmentOf(name: 'orders' | 'shipping' | 'sandbox'): Promise<Record<string, string>> {
  return (await (await fetch(shop.url(name))).json()) as Record<string, string>;
}

async function migrations(): Promise<number> {
  const client = new pg.Client({
    connectionString: `postgres://orders:orders@127.0.0.1:${shop.ports.postgres}/orders`,
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM migrated');
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
}

async function leftovers(): Promise<string[]> {
  const marks = [shop.folder, `127.0.0.1:${shop.ports.redis}`, ` ${shop.ports.broker} `];
  const all = await listProcesses();
  return all.map(({ commandLine }) => commandLine).filter((line) => marks.some((mark) => `${line} `.includes(mark)));
}

describe('an open shop', () => {
  it('gives services their database, addresses and the environment', async () => {
    await shop.open({ LOG_LEVEL: 'warn' });
    expect(await environmentOf('orders')).toMatchObject({
      PORT: String(shop.ports.orders),
      DATABASE_URL: `postgres://orders:orders@127.0.0.1:${shop.ports.postgres}/orders`,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${shop.ports.broker}`,
      REDIS_URL: `redis://127.0.0.1:${shop.ports.redis}`,
      JWKS_URL: `http://127.0.0.1:${shop.ports.identity}/.well-known/jwks.json`,
      LOG_LEVEL: 'warn',
    });
    expect(await environmentOf('sandbox')).not.toHaveProperty('DATABASE_URL');
    expect(await readFile(join(shop.dataDir, 'logs', 'orders.log'), 'utf8')).toContain('listening');
    expect(await readFile(join(shop.dataDir, 'logs', 'orders-seed.log'), 'utf8')).toContain('seeded');
  });

  it('closes within 5 s on Ctrl-C, leaves no process, and keeps its data', async () => {
    const first = await shop.open();
    const asked = performance.now();
    expect(await first.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(await leftovers()).toEqual([]);

    await shop.open();
    expect(await migrations()).toBe(2);
  });

  it('starts again whatever is killed, and makes the queues again', async () => {
    const running = await shop.open();
    const before = await processes();
    for (const name of ['orders', 'redis', 'broker']) process.kill(before[name] ?? 0, 'SIGKILL');
    process.kill(await postmaster(), 'SIGKILL');
    for (const name of ['orders', 'redis', 'broker', 'postgres']) await running.says(`${name} is back`);
    await running.says('the broker had lost');
    expect((await fetch(shop.url('orders'))).ok).toBe(true);
    expect(await migrations()).toBe(1);
    expect((await processes())['orders']).not.toBe(before['orders']);
  });

  it('refuses a second supervisor on the same data, naming the first', async () => {
    const first = await shop.open();
    const second = shop.start();
    expect(await second.exited).toBe(1);
    expect(second.output).toContain(`process ${first.pid}`);
    expect((await fetch(shop.url('orders'))).ok).toBe(true);
  });
});

describe('closing', () => {
  it('kills a service that does not listen, still within 5 s', async () => {
    const running = await shop.open({ STUBBORN: 'yes' });
    const asked = performance.now();
    expect(await running.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(await leftovers()).toEqual([]);
  });

  it('ends everything at once on a second Ctrl-C', async () => {
    const running = await shop.open({ STUBBORN: 'yes' });
    running.signal('SIGINT');
    await running.says('closing the shop');
    const asked = performance.now();
    const again = () => {
      running.signal('SIGINT');
      return running.ended;
    };
    // Repeated until it has ended: one that follows too soon counts as the same wish.
    await waitFor(again, { what: 'the end', timeoutMs: 5_000, everyMs: 100 });
    expect(performance.now() - asked).toBeLessThan(2_000);
    await waitFor(async () => (await leftovers()).length === 0, { what: 'nothing to be left', timeoutMs: 5_000 });
  });

  it('gives up a start that is under way', async () => {
    const starting = shop.start({ MIGRATION_HANGS: 'yes' });
    await starting.says('PostgreSQL on port');
    expect(await starting.stop()).toBe(0);
    expect(await leftovers()).toEqual([]);
  });
});

describe('after a SIGKILL of the supervisor', () => {
  it('services end by themselves, and the next start recovers the rest', async () => {
    const first = await shop.open();
    const { orders = 0, broker = 0, redis = 0 } = await processes();
    const postgres = await postmaster();
    first.signal('SIGKILL');
    await first.exited;
    await waitFor(async () => !(await isAlive(orders)) && !(await isAlive(broker)), {
      what: 'children to follow',
      timeoutMs: 5_000,
    });
    expect([await isAlive(postgres), await isAlive(redis)]).toEqual([true, true]);

    const second = await shop.open();
    expect(second.output).toContain(`redis (process ${redis})`);
    expect([await isAlive(postgres), await isAlive(redis)]).toEqual([false, false]);
    expect(await migrations()).toBe(2);
  });
});

describe('a start that cannot succeed', () => {
  it('names the taken ports and the way out, and leaves nothing', async () => {
    const other = createServer().listen(shop.ports.shipping, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const failing = shop.start();
    expect(await failing.exited).toBe(1);
    expect(failing.output).toContain(`${shop.ports.shipping} for shipping`);
    expect(failing.output).toContain('SHIPPING_PORT=');
    expect(failing.output).toContain('--port-offset');
    expect(await leftovers()).toEqual([]);
    other.close();
  });

  it('shows why a migration failed', async () => {
    const failing = shop.start({ MIGRATION_FAILS: 'yes' });
    expect(await failing.exited).toBe(1);
    expect(failing.output).toMatch(/migrate of \w+ failed/);
    expect(failing.output).toContain('column "quantity" does not exist');
    expect(await leftovers()).toEqual([]);
  });

  it('shows the end of the log of a service that does not come up', async () => {
    const failing = shop.start({ BROKEN: 'yes' });
    expect(await failing.exited).toBe(1);
    expect(failing.output).toContain('the stub is broken');
    expect(await leftovers()).toEqual([]);
  });

  it('says that nobody answers at the endpoint', async () => {
    const failing = shop.start({}, ['--endpoint', `http://127.0.0.1:${shop.ports.broker}`]);
    expect(await failing.exited).toBe(1);
    expect(failing.output).toContain(`SNS and SQS at http://127.0.0.1:${shop.ports.broker} do not work`);
  });
});

describe('with --endpoint', () => {
  it('uses that broker and makes the queues there, again when it lost them', async () => {
    const start = () => startBroker({ port: shop.ports.broker, logFile: join(shop.folder, 'other.log') });
    const queues = async () => {
      const answer = await fetch(`http://127.0.0.1:${shop.ports.broker}/_fauxqs/queues`);
      return ((await answer.json()) as unknown[]).length;
    };
    const first = await start();
    const running = await shop.open({}, ['--endpoint', first.url]);
    expect(await queues()).toBeGreaterThan(0);
    expect(await processes()).not.toHaveProperty('broker');
    expect((await environmentOf('orders'))['AWS_ENDPOINT_URL']).toBe(first.url);

    await first.stop();
    await running.says('do not answer');
    const second = await start();
    await running.says('the broker had lost');
    expect(await queues()).toBeGreaterThan(0);
    await second.stop();
  });
});
