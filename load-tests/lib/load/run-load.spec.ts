import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isAlive, listProcesses } from '@breakwater/embedded';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Arrivals, LoadJob, SecondOfLoad } from './index.js';
import { runLoad } from './index.js';
import { arrivals } from './job.js';
import { schedule } from './schedule.js';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const fixedRequest = join(packageFolder, 'dist/flows/fixed-request.js');

const target = await startTarget();
let folder: string;

beforeAll(async () => {
  await promisify(execFile)('tsc', ['-b', packageFolder]);
  folder = await mkdtemp(join(tmpdir(), 'breakwater-load-'));
});
afterAll(async () => {
  await target.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => target.answerWith((response) => response.end('{}')));

// Other tests run on the machine meanwhile: how late arrivals start is no matter, except where a test says so.
const job = (arrivals: Arrivals, changes: Partial<LoadJob> = {}): LoadJob => ({
  flow: fixedRequest,
  flowOptions: { url: `${target.url}/thing` },
  arrivals,
  maxInFlight: 2_000,
  timeoutMs: 5_000,
  maxStartLagMs: 60_000,
  ...changes,
});
const constant = (ratePerSecond: number, durationMs: number): Arrivals => ({
  kind: 'constant',
  ratePerSecond,
  durationMs,
});
const flowFile = async (source: string): Promise<string> => {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  await writeFile(file, source);
  return file;
};

// Again when it fails: a machine that is busy with others is slow now and then, a generator that paces wrongly is always wrong.
describe('a load run keeps its rate within 2 %', { retry: 5 }, () => {
  /**
   * How fast the requests came, compared with their schedule: 1 is as fast. The slope of a straight line through all of them,
   * so that one moment in which the machine was busy with others does not count for more than it is.
   */
  const pace = (wanted: Arrivals): number => {
    const due = [...schedule(arrivals.parse(wanted))];
    expect(target.cameAt).toHaveLength(due.length);
    const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
    const [meanDue, meanCame] = [mean(due), mean(target.cameAt)];
    const rise = due.reduce((sum, at, index) => sum + (at - meanDue) * ((target.cameAt[index] ?? 0) - meanCame), 0);
    return rise / due.reduce((sum, at) => sum + (at - meanDue) ** 2, 0);
  };

  it.each<[string, Arrivals, number]>([
    ['constant', constant(200, 3000), 600],
    [
      'ramping',
      {
        kind: 'ramping',
        fromRatePerSecond: 0,
        stages: [
          { durationMs: 2000, toRatePerSecond: 400 },
          { durationMs: 1000, toRatePerSecond: 0 },
        ],
      },
      600,
    ],
    [
      'a trace',
      { kind: 'trace', offsetsMs: Array.from({ length: 400 }, (_, index) => 3000 * (index / 400) ** 2) },
      400,
    ],
    ['by Poisson', { ...constant(200, 3000), spacing: { kind: 'poisson', seed: 5 } } as Arrivals, 0],
  ])('when it is %s', async (_what, wanted, count) => {
    target.answerWith((response) => response.end('{}'));
    const result = await runLoad(job(wanted));
    expect(result).toMatchObject({ failed: 0, neverStarted: 0, kept: true, reason: null });
    expect(result.ok).toBe(result.offered);
    if (count > 0) expect(result.offered).toBe(count);
    expect(Math.abs(pace(wanted) - 1)).toBeLessThan(0.02);
  });

  it('and says what it was', async () => {
    const result = await runLoad(job(constant(100, 2000), { latencyLimitMs: 60_000 }));
    expect(result).toMatchObject({ offeredPerSecond: 100, goodput: { perSecond: 100, withinMs: 60_000 } });
    expect(result.timeline.map(({ offered }) => offered).filter((offered) => offered > 0)).toEqual([100, 100]);
    expect(Math.abs(result.startedAt - Date.now())).toBeLessThan(10_000);
  });
});

describe('a load run counts', () => {
  it('a stall of 1 s in the latency of everybody who would have come meanwhile', async () => {
    target.answerWith((response) => {
      const inStall = performance.now() - (target.cameAt[0] ?? 0) - 1500;
      setTimeout(() => response.end('{}'), inStall > 0 && inStall < 1000 ? 1000 - inStall : 0);
    });
    const result = await runLoad(job(constant(500, 4000)));
    expect(result).toMatchObject({ offered: 2000, ok: 2000, kept: true });
    expect(result.latency.ok?.p99Ms).toBeGreaterThanOrEqual(600);
    expect(result.latency.ok?.p50Ms).toBeLessThan(300);
    expect(Math.max(...result.timeline.map(({ p99Ms }) => p99Ms ?? 0))).toBeGreaterThanOrEqual(600);
  });

  it('from when an arrival was due, also when the generator itself was late', async () => {
    const flow = await flowFile(`export const open = async () => ({
      async run({ index }) {
        if (index === 20) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
        return { kind: 'ok', label: 'done' };
      },
      async close() {},
    });`);
    const result = await runLoad(job(constant(100, 1000), { flow, flowOptions: null, maxStartLagMs: 25 }));
    expect(result).toMatchObject({ kept: false, reason: expect.stringMatching(/ms late .* too little CPU/) });
    expect(result.latency.ok?.p90Ms).toBeGreaterThan(500);
    expect(result.responseTime.ok?.p90Ms).toBeLessThan(500);
  });

  it('what a server refuses apart from what fails', async () => {
    const answers: [number, Record<string, string>][] = [
      [200, {}],
      [429, {}],
      [503, { 'retry-after': '1' }],
      [503, {}],
      [500, {}],
    ];
    target.answerWith((response, index) => response.writeHead(...(answers[index % 5] ?? [0, {}])).end('{}'));
    const result = await runLoad(job(constant(100, 1000)));
    expect(result).toMatchObject({ ok: 20, refused: 40, failed: 40, kept: true, goodput: { perSecond: 20 } });
    const count = ({ kind, label, count }: { kind: string; label: string; count: number }) =>
      `${kind} ${label} ${count}`;
    expect(result.labels.map(count).sort()).toEqual([
      'failed 500 20',
      'failed 503 20',
      'ok answered 20',
      'refused 429 20',
      'refused 503 20',
    ]);
  });

  it('a time-out as failed, and closes its connection', async () => {
    target.answerWith(() => undefined);
    const result = await runLoad(job(constant(20, 3000), { timeoutMs: 200 }));
    expect(result).toMatchObject({ failed: 60, kept: true, labels: [{ label: 'timed-out', count: 60 }] });
    expect(result.latency.all?.p50Ms).toBeGreaterThanOrEqual(199);
    // Four or five are open at a time, on an idle machine; 60 when none is closed before the end.
    expect(target.mostConnections()).toBeLessThan(40);
  });

  it('what a flow throws as failed, by its code', async () => {
    const flow = await flowFile(`export const open = async () => ({
      async run({ index }) {
        if (index % 2) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
      },
      async close() {},
    });`);
    const { failed, labels } = await runLoad(job(constant(20, 1000), { flow, flowOptions: null }));
    expect(failed).toBe(20);
    expect(labels.map(({ label }) => label).sort()).toEqual(['ECONNREFUSED', 'flow-without-outcome']);
  });

  it('nothing of the warm-up', async () => {
    target.answerWith((response, index) => response.writeHead(index < 50 ? 500 : 200).end('{}'));
    const result = await runLoad(job(constant(100, 1500), { warmUpMs: 500 }));
    expect(result).toMatchObject({ offered: 100, ok: 100, failed: 0, durationMs: 1000 });
    expect(target.cameAt).toHaveLength(150);
    expect(result.timeline[0]).toMatchObject({ second: 0, offered: 100 });
  });
});

describe('a load run', () => {
  it('whose server is too slow for those in flight did not keep its rate, and says why', async () => {
    target.answerWith((response) => setTimeout(() => response.end('{}'), 500));
    const result = await runLoad(job(constant(100, 1000), { maxInFlight: 5 }));
    expect(result.kept).toBe(false);
    expect(result.reason).toMatch(/\d+ of 100 arrivals were never started, as maxInFlight \(5\) were running/);
    expect(result.started + result.neverStarted).toBe(100);
    expect(result.neverStarted).toBeGreaterThan(80);
  });

  it('tells each second as it goes', async () => {
    const told: SecondOfLoad[] = [];
    const { timeline } = await runLoad(job(constant(50, 2500)), { onProgress: (second) => told.push(second) });
    expect(told.map(({ second }) => second)).toEqual(timeline.map(({ second }) => second));
    expect(told.length).toBeGreaterThanOrEqual(3);
  });

  it('whose process is killed says so', async () => {
    const marker = `${target.url}/killed`;
    const running = runLoad(job(constant(50, 20_000), { flowOptions: { url: marker } }));
    const ended = running.catch((error: unknown) => error);
    await waitUntil('requests', () => target.cameAt.length > 0);
    const [generator] = await generators();
    process.kill(generator ?? 0, 'SIGKILL');
    expect(await ended).toMatchObject({ code: 'generator-died', message: expect.stringContaining('SIGKILL') });
  });

  it('whose process crashes says what it said', async () => {
    const flow = await flowFile(`export const open = async () => ({
      async run() { setImmediate(() => { throw new Error('out of the blue'); }); return { kind: 'ok', label: 'done' }; },
      async close() {},
    });`);
    await expect(runLoad(job(constant(50, 1000), { flow, flowOptions: null }))).rejects.toMatchObject({
      code: 'generator-died',
      message: expect.stringContaining('out of the blue'),
    });
  });

  it('that is interrupted ends at once and leaves no process', async () => {
    const interruption = new AbortController();
    const running = runLoad(job(constant(50, 20_000)), { signal: interruption.signal });
    const ended = running.catch((error: unknown) => error);
    await waitUntil('requests', () => target.cameAt.length > 0);
    const [generator] = await generators();
    expect(generator).toBeDefined();
    interruption.abort();
    expect(await ended).toMatchObject({ code: 'load-interrupted' });
    expect(await isAlive(generator ?? 0)).toBe(false);
    await expect(runLoad(job(constant(1, 1000)), { signal: interruption.signal })).rejects.toMatchObject({
      code: 'load-interrupted',
    });
  });
});

/** Those that this process started. */
async function generators(): Promise<number[]> {
  const own = await Promise.all(
    (await listProcesses())
      .filter(({ commandLine }) => commandLine.includes('generator.main.js'))
      .map(async ({ pid }) => {
        const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
        return status.includes(`PPid:\t${process.pid}\n`) ? [pid] : [];
      }),
  );
  return own.flat();
}

async function startTarget() {
  let answer: (response: ServerResponse, index: number) => void;
  const cameAt: number[] = [];
  let open = 0;
  let mostOpen = 0;
  const server = createServer((_request, response) => {
    cameAt.push(performance.now());
    answer(response, cameAt.length - 1);
  });
  server.on('connection', (socket) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    socket.once('close', () => (open -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cameAt,
    answerWith(next: typeof answer) {
      cameAt.length = 0;
      mostOpen = open;
      answer = next;
    },
    /** At the same time, since the answer was set. */
    mostConnections: () => mostOpen,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
