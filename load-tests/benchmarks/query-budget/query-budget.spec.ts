import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Measured, Turn } from './measure.js';
import { queryBudgetReport } from './report.js';

const alone = { nsPerStatement: 500, usPerRequest: 1 };
const turn = (off: number, warn: number, failed = 0): Turn => ({
  requests: 1_000,
  failed,
  cpuUsPerRequest: { off, warn },
  p50Ms: { off: 1, warn: 1 },
});
const none = { requests: 0, statements: 0, flagged: 0 };
const some = { requests: 3_000, statements: 6_000, flagged: 0 };
const same = <T>(value: T) => ({ 'GET /orders/:orderId': value, 'GET /orders': value });

const measured = (changes: Partial<Measured> = {}): Measured => ({
  turns: same([turn(1_000, 1_010), turn(1_000, 1_200), turn(1_000, 1_020)]),
  asked: same(3_000),
  counted: { off: same(none), warn: same(some) },
  ...changes,
});
const failing = (changes: Partial<Measured>, size: 'full' | 'ci' = 'full') =>
  queryBudgetReport(measured(changes), alone, size)
    .checks.filter(({ holds }) => !holds)
    .map(({ name }) => name);

describe('the cost of the query budget', () => {
  it('is the median of what it adds', () => {
    const { checks, arms } = queryBudgetReport(measured(), alone, 'full');
    expect(checks.every(({ holds }) => holds)).toBe(true);
    expect(checks[0]).toMatchObject({ value: 2, limit: '<= 3' });
    expect(arms['cost']).toMatchObject({ countingAlone: { percentOfRequest: 0.1 } });
  });

  it.each<[string, Partial<Measured>, string[]]>([
    [
      'counting costs more',
      { turns: { ...same([turn(1_000, 1_010)]), 'GET /orders': [turn(1_000, 1_040)] } },
      ['CPU time that counting adds to GET /orders'],
    ],
    [
      'a request failed',
      { turns: { ...same([turn(1_000, 1_000)]), 'GET /orders': [turn(1_000, 1_000, 1)] } },
      ['requests that failed'],
    ],
    [
      'a request was not counted',
      { counted: { off: same(none), warn: same({ requests: 2_999, statements: 5_998, flagged: 0 }) } },
      ['requests that were asked and not counted'],
    ],
    [
      'a statement was not counted',
      { counted: { off: same(none), warn: same({ ...some, statements: 5_999 }) } },
      ['statements of a request, as counted'],
    ],
    [
      'the arm without it counted',
      { counted: { off: same(some), warn: same(some) } },
      ['requests counted where nothing is'],
    ],
  ])('does not hold when %s', (_when, changes, names) => {
    expect(failing(changes)).toEqual(names);
  });

  it('has no figure to check in a small run', () => {
    expect(failing({ turns: same([turn(1_000, 2_000)]) }, 'ci')).toEqual([]);
  });
});

describe('the command', () => {
  const main = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/benchmarks/query-budget.main.js');
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [main, ...args]).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
    );

  it.each<[string[], number, string]>([
    [['--help'], 0, '--size full|ci'],
    [['--size', 'huge'], 2, '--size must be full or ci, not huge'],
    [['--repeats', '5'], 2, "Unknown option '--repeats'"],
  ])('with %j ends with %i', async (args, code, text) => {
    expect(await run(...args)).toMatchObject({ code, text: expect.stringContaining(text) });
  });
});
