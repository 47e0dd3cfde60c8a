import { describe, expect, it } from 'vitest';
import type { Run } from './measure.js';
import { readOptions, sizes } from './options.js';
import { agreementReport, percentApart } from './report.js';

/** Rate times time of the full size. */
const ALL = (sizes.full.ratePerSecond * sizes.full.durationMs) / 1_000;
const run = (changes: Partial<Run> = {}): Run => ({
  requests: ALL,
  failed: 0,
  leftOut: 0,
  notKept: null,
  p50Ms: 10,
  p99Ms: 20,
  outer: { p50Ms: 11, p99Ms: 22 },
  ...changes,
});
const three = (changes: Partial<Run> = {}): Run[] => [run(changes), run(changes), run(changes)];
const failing = (runs: Parameters<typeof agreementReport>[0], size = sizes.full) =>
  agreementReport(runs, size, 'k6 v1').checks.flatMap(({ name, holds }) => (holds ? [] : [name]));

describe('two generators', () => {
  it('agree when their medians are at most 20 % apart, whichever is larger', () => {
    expect(failing({ k6: three({ p50Ms: 8.4, p99Ms: 24 }), ours: three() })).toEqual([]);
    expect(failing({ k6: three({ p50Ms: 8.2 }), ours: three() })).toEqual(['p50: k6 and our generator apart']);
    expect(failing({ k6: three(), ours: three({ p99Ms: 24.1 }) })).toEqual(['p99: k6 and our generator apart']);
  });

  it('are compared by the median of their runs: one that was disturbed does not decide', () => {
    expect(failing({ k6: [run(), run({ p99Ms: 400 }), run()], ours: three() })).toEqual([]);
  });

  it.each<[string, Partial<Run>, string]>([
    ['requests failed', { failed: 1 }, 'requests that failed, of both'],
    ['arrivals were left out', { leftOut: 1 }, 'arrivals left out, of both'],
    ['our generator was late', { notKept: 'too late' }, 'runs in which our generator did not keep the rate'],
    ['there was less load', { requests: ALL - 2 }, 'requests in a run, most apart from rate times time'],
    ['nothing can be read', { p50Ms: NaN }, 'p50: k6 and our generator apart'],
  ])('do not agree when %s', (_when, changes, name) => {
    expect(failing({ k6: three(changes), ours: three() })).toEqual([name]);
  });

  it('are not held to their figures in CI', () => {
    const requests = (sizes.ci.ratePerSecond * sizes.ci.durationMs) / 1_000;
    expect(failing({ k6: three({ requests, p50Ms: 100 }), ours: three({ requests }) }, sizes.ci)).toEqual([]);
  });
});

it('says how far apart two figures are in percent of the smaller', () => {
  expect([percentApart(10, 12), percentApart(12, 10), percentApart(10, 10)]).toEqual([20, 20, 0]);
});

describe('the command', () => {
  it('knows its options, and when its figures are those of the promise', () => {
    expect(readOptions([])).toEqual({ size: sizes.full, isWhole: true, resultFile: undefined });
    expect(readOptions(['--rate', '50'])).toMatchObject({ isWhole: false, size: { ratePerSecond: 50 } });
    expect(readOptions(['--size', 'ci'])).toMatchObject({ isWhole: false, size: { repeats: 1 } });
    expect(readOptions(['-h'])).toBeUndefined();
  });

  it.each([
    [['--size', 'some'], /--size must be/],
    [['--rate', '0'], /--rate must be a whole number from 1/],
    [['--repeats', '2.5'], /--repeats must be a whole number/],
    [['--fast'], /--fast/],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
