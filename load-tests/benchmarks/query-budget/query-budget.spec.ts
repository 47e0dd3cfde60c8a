import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Cost } from './cost.js';
import type { Measured, MeasuredRoute } from './measure.js';
import { queryBudgetReport } from './report.js';

const alone = { nsPerStatement: 500, usPerRequest: 1 };
const cost = (...percents: number[]): Cost => ({ offUs: 500, percents, noisePercents: [0.5] });
const route = (changes: Partial<MeasuredRoute> = {}): MeasuredRoute => ({
  costs: [cost(1, 20), cost(2)],
  asked: 6_000,
  failed: 0,
  counted: { requests: 3_000, statements: 6_000, flagged: 0 },
  ...changes,
});
const measured = (changes: Partial<MeasuredRoute> = {}): Measured => ({
  'GET /orders/:orderId': route(),
  'GET /orders': route(changes),
});
const failing = (changes: Partial<MeasuredRoute>, size: 'full' | 'ci' = 'full') =>
  queryBudgetReport(measured(changes), alone, size)
    .checks.filter(({ holds }) => !holds)
    .map(({ name }) => name);

describe('the cost of the query budget', () => {
  it('is the median of what it adds in each block', () => {
    const { checks, arms } = queryBudgetReport(measured(), alone, 'full');
    expect(checks.every(({ holds }) => holds)).toBe(true);
    expect(checks[0]).toMatchObject({ value: 2, limit: '<= 3' });
    expect(arms['cost']).toMatchObject({ countingAlone: { percentOfRequest: 0.1 } });
  });

  it.each<[string, Partial<MeasuredRoute>, string[]]>([
    ['counting costs more', { costs: [cost(4)] }, ['CPU time that counting adds to GET /orders']],
    ['a request failed', { failed: 1 }, ['requests that failed']],
    [
      'too few requests were counted',
      { counted: { requests: 2_000, statements: 4_000, flagged: 0 } },
      ['requests that were counted, of all'],
    ],
    [
      'requests were counted while nothing counts',
      { counted: { requests: 6_000, statements: 12_000, flagged: 0 } },
      ['requests that were counted, of all, at the most'],
    ],
    [
      'a statement was not counted',
      { counted: { requests: 3_000, statements: 5_000, flagged: 0 } },
      ['statements of a counted request'],
    ],
    ['a request was flagged', { counted: { requests: 3_000, statements: 6_000, flagged: 1 } }, ['requests flagged']],
  ])('does not hold when %s', (_when, changes, names) => {
    expect(failing(changes)).toEqual(names);
  });

  it('has no figure to check in a small run', () => {
    expect(failing({ costs: [cost(100)] }, 'ci')).toEqual([]);
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
