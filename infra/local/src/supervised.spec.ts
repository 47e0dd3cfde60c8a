import type { Exit } from '@breakwater/embedded';
import { waitFor } from '@breakwater/embedded';
import { expect, it } from 'vitest';
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
