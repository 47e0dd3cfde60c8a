import type { Exit } from '@breakwater/embedded';
import { waitFor } from '@breakwater/embedded';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Running, Supervised } from './supervised.js';

/** A process that dies when told. */
class Mortal implements Running {
  readonly exited: Promise<Exit>;
  die!: () => void;

  constructor(readonly pid: number) {
    this.exited = new Promise((resolve) => {
      this.die = () => resolve({ code: 1, signal: null });
    });
  }

  async stop(): Promise<void> {
    this.die();
  }
}

function supervise(start: (attempt: number) => Promise<Running>) {
  const stopping = new AbortController();
  const reports: string[] = [];
  const ended: number[] = [];
  let attempts = 0;
  const supervised = new Supervised({
    name: 'orders',
    signal: stopping.signal,
    report: (line) => reports.push(line),
    onStarted: async () => {},
    onEnded: ({ pid }) => ended.push(pid),
    start: () => start((attempts += 1)),
  });
  return { supervised, stopping, reports, ended, attempts: () => attempts };
}

it('starts a process again after ever longer pauses, and says why', async () => {
  const alive: Mortal[] = [];
  const { supervised, stopping, reports, ended } = supervise(async (attempt) => {
    if (attempt === 2) throw new Error('orders did not start: no database');
    alive.push(new Mortal(attempt));
    return alive.at(-1) as Mortal;
  });
  await supervised.start();
  expect(supervised.pid).toBe(1);
  alive[0]?.die();
  await waitFor(() => supervised.pid === 3, { what: 'the third start', timeoutMs: 5_000 });
  expect(ended).toEqual([1]);
  expect(reports).toEqual([
    '! orders ended with code 1; starting it again in 100 ms',
    '! orders did not start: no database\n  Trying orders again in 200 ms',
    '✓ orders is back (process 3)',
  ]);
  stopping.abort();
  await supervised.stop();
});

it('throws what makes the first start fail, and does not try again', async () => {
  const { supervised, attempts } = supervise(async () => {
    throw new Error('no such file');
  });
  await expect(supervised.start()).rejects.toThrow('no such file');
  expect(attempts()).toBe(1);
});

it('does not start again what is ended on purpose', async () => {
  const { supervised, stopping, reports, attempts } = supervise(async (attempt) => new Mortal(attempt));
  await supervised.start();
  stopping.abort();
  await supervised.stop();
  expect(supervised.pid).toBeUndefined();
  expect([attempts(), reports]).toEqual([1, []]);
});

it('gives up the pause before a restart when it is stopped meanwhile', async () => {
  const first = new Mortal(1);
  const { supervised, stopping, attempts } = supervise(async () => first);
  await supervised.start();
  first.die();
  await waitFor(() => supervised.pid === undefined, { what: 'the end', timeoutMs: 1_000, everyMs: 1 });
  stopping.abort();
  await supervised.stop();
  expect(attempts()).toBe(1);
});

describe('what is taken down', () => {
  const running = async () => {
    const alive: Mortal[] = [];
    const supervision = supervise(async (attempt) => {
      alive.push(new Mortal(attempt));
      return alive.at(-1) as Mortal;
    });
    await supervision.supervised.start();
    return { ...supervision, alive };
  };
  const end = (process: Running) => process.stop();

  it('stays down until it is brought back, and is started again at once', async () => {
    const { supervised, reports, attempts } = await running();
    const bringBack = await supervised.takeDown(end);
    expect(supervised.pid).toBeUndefined();
    // Longer than the pause after which anything else is started again.
    await delay(300);
    expect(attempts()).toBe(1);
    await bringBack();
    expect(supervised.pid).toBe(2);
    await bringBack();
    expect(attempts()).toBe(2);
    expect(reports).toEqual(['! orders ended with code 1; it is held down', '✓ orders is back (process 2)']);
  });

  it('is kept running again afterwards', async () => {
    const { supervised, alive } = await running();
    await (
      await supervised.takeDown(end)
    )();
    alive[1]?.die();
    await waitFor(() => supervised.pid === 3, { what: 'the third start', timeoutMs: 5_000 });
  });

  it('can be stopped for good meanwhile', async () => {
    const { supervised, stopping, attempts } = await running();
    const bringBack = await supervised.takeDown(end);
    stopping.abort();
    await supervised.stop();
    await bringBack();
    expect([supervised.pid, attempts()]).toEqual([undefined, 1]);
  });

  it('cannot be taken down twice', async () => {
    const { supervised } = await running();
    await supervised.takeDown(end);
    await expect(supervised.takeDown(end)).rejects.toMatchObject({ code: 'not-running' });
  });
});
