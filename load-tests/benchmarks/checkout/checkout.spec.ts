import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { statements } from './bare/statements.js';
import { highestRate } from './highest-rate.js';
import type { CpuProfile } from './profile/cpu-profile.js';
import { summarise } from './profile/summary.js';
import { checkoutReport, type Measured } from './report.js';
import { missingIn, statementsIn } from './same-statements.js';
import { whyNotCarried } from './step.js';

const search = { firstRate: 50, growth: 2, precision: 0.05, mostRate: 5_000 };

describe('the search for the highest rate', () => {
  it.each([37, 50, 77, 801, 1234])('finds %i to within the precision', async (limit) => {
    const found = await highestRate(search, (rate) => Promise.resolve(rate <= limit));
    if (limit < 50) expect(found).toBe(0);
    else {
      expect(found).toBeLessThanOrEqual(limit);
      expect(found).toBeGreaterThan(limit / 1.06 - 1);
    }
  });

  it('does not take one bad moment for the limit', async () => {
    let attempts = 0;
    const found = await highestRate(search, (rate) => Promise.resolve(rate <= 800 && (attempts += 1) !== 2));
    expect(found).toBeGreaterThan(760);
  });

  it('tries nothing beyond the most', async () => {
    const tried: number[] = [];
    const found = await highestRate({ ...search, mostRate: 200 }, (rate) => Promise.resolve(tried.push(rate) > 0));
    expect([found, tried]).toEqual([200, [50, 100, 200]]);
  });
});

describe('a rate is carried', () => {
  const latency = (p99Ms: number) => ({
    count: 1,
    meanMs: 1,
    p50Ms: 1,
    p90Ms: 1,
    p95Ms: 1,
    p99Ms,
    p999Ms: 1,
    maxMs: 1,
  });
  const result = { kept: true, reason: null, refused: 0, failed: 0, latency: { ok: latency(80), all: null } };

  it('when all is well, to the limit', () => {
    expect(whyNotCarried(result, 0, 100, 100)).toBeNull();
    expect(whyNotCarried({ ...result, latency: { ok: latency(100), all: null } }, 100, 100, 100)).toBeNull();
  });

  it.each<[string, object, number, RegExp]>([
    ['its p99 is above the limit', { latency: { ok: latency(101), all: null } }, 0, /p99 was 101 ms/],
    ['nothing was answered', { latency: { ok: null, all: null } }, 0, /p99/],
    ['an order failed', { failed: 1 }, 0, /1 orders failed/],
    ['an order was refused', { refused: 2 }, 0, /2 orders were refused/],
    ['the generator did not keep it', { kept: false, reason: 'too late' }, 0, /not kept: too late/],
    ['the relay falls behind', {}, 101, /101 events behind/],
  ])('not when %s', (_when, changes, behind, why) => {
    expect(whyNotCarried({ ...result, ...changes }, behind, 100, 100)).toMatch(why);
  });
});

describe('statements in the log of PostgreSQL', () => {
  const log = [
    '2026-11-21 14:00:00.000 UTC [7] orders@orders LOG:  statement: START TRANSACTION',
    '2026-11-21 14:00:00.001 UTC [7] orders@orders LOG:  execute <unnamed>: SELECT id',
    '\t       FROM customer_order',
    '2026-11-21 14:00:00.001 UTC [7] orders@orders DETAIL:  Parameters: $1 = 7',
    '2026-11-21 14:00:00.002 UTC [8] bare@bare LOG:  execute <unnamed>: SELECT id FROM customer_order',
    '2026-11-21 14:00:00.003 UTC [9] LOG:  checkpoint complete: SELECT id',
    '',
  ].join('\n');

  it('are those of a database, whatever their layout', () => {
    expect([...statementsIn(log, 'orders')]).toEqual([
      ['START TRANSACTION', 1],
      ['SELECT id FROM customer_order', 1],
    ]);
    expect([...statementsIn(log, 'bare')]).toEqual([['SELECT id FROM customer_order', 1]]);
  });

  it('that one lacks are found, also when it has them less often', () => {
    expect(missingIn(statementsIn(log, 'orders'), statementsIn(log, 'bare'))).toEqual(['START TRANSACTION']);
    expect(missingIn(statementsIn(log, 'bare'), statementsIn(log, 'orders'))).toEqual([]);
    expect(missingIn(new Map([['COMMIT', 2]]), new Map([['COMMIT', 1]]))).toEqual(['COMMIT']);
  });

  it('of the bare arm are those in the sources of orders', async () => {
    const sources = await Promise.all(
      [
        'apps/orders/src/checkout/checkout.repository.ts',
        'apps/orders/src/catalogue/product-read-model.repository.ts',
        'libs/persistence/src/outbox/outbox.ts',
      ].map((file) => readFile(fileURLToPath(new URL(`../../../${file}`, import.meta.url)), 'utf8')),
    );
    const written = sources.join('\n').replaceAll(/\s+/g, ' ');
    const { begin: _begin, commit: _commit, ...queries } = statements;
    for (const query of Object.values(queries)) expect(written).toContain(`\`${query.replaceAll(/\s+/g, ' ')}\``);
  });
});

describe('a profile', () => {
  const frame = (id: number, functionName: string, url: string, children: number[] = []) => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
    children,
  });
  const profile: CpuProfile = {
    nodes: [
      frame(1, '(root)', '', [2, 3, 4, 6, 8, 9]),
      frame(2, '(idle)', ''),
      frame(3, '(garbage collector)', ''),
      frame(4, 'toString', '/somewhere/node_modules/pg/lib/client.js', [5]),
      frame(5, 'writeUtf8String', ''),
      frame(6, 'fetch', 'node:internal/deps/undici/undici', [7]),
      frame(7, 'place', 'file:///somewhere/apps/orders/dist/checkout/checkout.service.js'),
      frame(8, 'parse', 'file:///somewhere/node_modules/zod/v4/core/parse.js'),
      frame(9, 'late', 'node:net'),
    ],
    // Each sample lasts until the next one.
    samples: [2, 3, 4, 5, 6, 7, 8, 9, 9],
    timeDeltas: [0, 100, 100, 100, 100, 100, 100, 100, 100],
    startTime: 1_000,
  };
  const summary = summarise(profile, { fromUs: 1_000, toUs: 1_700, orders: 10, atRatePerSecond: 5 });

  it('says whose time it was; a native function worked for its caller', () => {
    expect(Object.fromEntries(summary.origins.map(({ origin, usPerOrder }) => [origin, usPerOrder]))).toEqual({
      'garbage collector': 10,
      pg: 20,
      fetch: 10,
      'own: apps/orders': 10,
      zod: 10,
    });
    expect(summary).toMatchObject({ busy: 0.857, usPerOrder: 60, orders: 10 });
  });

  it('leaves out what was before and after', () => {
    expect(summary.origins.map(({ origin }) => origin)).not.toContain('node net');
    expect(summarise(profile, { fromUs: 0, toUs: 900, orders: 1, atRatePerSecond: 1 })).toMatchObject({
      busy: 0,
      origins: [],
    });
  });

  it('names places without the paths of a machine', () => {
    expect(summary.places.map(({ place }) => place)).toContain(
      'place apps/orders/dist/checkout/checkout.service.js:10',
    );
    expect(summary.places.map(({ place }) => place)).toContain('toString pg/lib/client.js:10');
    expect(JSON.stringify(summary)).not.toContain('somewhere');
  });
});

describe('the result', () => {
  const rows = (orders = 200) => ({ orders, items: 4 * orders, outbox: orders, keys: orders, wrong: 0 });
  const step = {
    ...{ rate: 50, carried: true, why: null, p50Ms: 5, p99Ms: 9, ok: 200, refused: 0, failed: 0 },
    ...{ startLagP99Ms: 1, unpublished: 0, cpuMsPerOrder: 2 },
  };
  const run = (highest: number) => ({ highestRate: highest, steps: [step], rows: rows(900) });
  const profile = { atRatePerSecond: 1, orders: 1, busy: 1, usPerOrder: 1, origins: [], places: [] };
  const measured = (changes: Partial<Measured> = {}): Measured => ({
    oneOrder: { statements: { orders: [], bare: [] }, missing: { orders: [], bare: [] }, sameAnswer: true },
    sameOrders: { orders: { step, rows: rows() }, bare: { step, rows: rows() } },
    runs: { orders: [run(400), run(420), run(300)], bare: [run(600), run(620), run(610)] },
    profiles: { orders: profile, bare: profile },
    ...changes,
  });
  const failing = (changes: Partial<Measured>, size: 'full' | 'ci' = 'full') =>
    checkoutReport(measured(changes), size)
      .checks.filter(({ holds }) => !holds)
      .map(({ name }) => name);

  it('is the median of the ratios of the repeats', () => {
    const { checks, arms } = checkoutReport(measured(), 'full');
    expect(checks[0]).toMatchObject({ value: 66.7, limit: '>= 60', holds: true });
    expect(checks.every(({ holds }) => holds)).toBe(true);
    expect(arms['ratioPercent']).toMatchObject({ lowest: 49.2, highest: 67.7 });
  });

  it.each<[string, Partial<Measured>, string[]]>([
    [
      'orders is slower',
      { runs: { orders: [run(300)], bare: [run(600)] } },
      ['throughput of orders against bare node-pg'],
    ],
    [
      'a statement differs',
      { oneOrder: { ...measured().oneOrder, missing: { orders: ['SELECT 1'], bare: [] } } },
      ['statements of an order that the other arm lacks'],
    ],
    [
      'an answer differs',
      { oneOrder: { ...measured().oneOrder, sameAnswer: false } },
      ['answers to the same order that differ'],
    ],
    [
      'bare wrote fewer rows',
      { sameOrders: { orders: { step, rows: rows() }, bare: { step, rows: { ...rows(), items: 1 } } } },
      ['tables with another number of rows'],
    ],
    [
      'rows are wrong',
      { runs: { orders: [{ ...run(400), rows: { ...rows(), wrong: 1 } }], bare: [run(600)] } },
      ['orders without their items, event or key'],
    ],
  ])('fails when %s', (_when, changes, names) => {
    expect(failing(changes)).toEqual(names);
  });

  it('of a small run has no figure of throughput to check', () => {
    expect(failing({ runs: { orders: [run(300)], bare: [run(600)] } }, 'ci')).toEqual([]);
    expect(failing({ runs: { orders: [run(0)], bare: [run(600)] } }, 'ci')).toEqual([
      'rate that both arms carried in every repeat',
    ]);
  });
});

describe('the command', () => {
  const main = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/benchmarks/checkout.main.js');
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [main, ...args]).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
    );

  it.each<[string[], number, string]>([
    [['--help'], 0, '--size full|ci'],
    [['--size', 'huge'], 2, '--size must be full or ci, not huge'],
    [['--repeats', '0'], 2, '--repeats must be a whole number from 1 to 50, not 0'],
    [['--rate', '5'], 2, "Unknown option '--rate'"],
  ])('with %j ends with %i', async (args, code, text) => {
    expect(await run(...args)).toMatchObject({ code, text: expect.stringContaining(text) });
  });
});
