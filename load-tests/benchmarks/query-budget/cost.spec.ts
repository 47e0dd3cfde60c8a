import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { costOf } from './cost.js';
import { type Slice, slicesWithin } from './slices.js';

const slice = (isCounting: boolean, cpuUs: number, statements = 100, fromMs = 0): Slice => ({
  isCounting,
  fromMs,
  toMs: fromMs + 500,
  cpuUs,
  statements,
});

it('compares all that was done with counting to all that was done without', () => {
  const cost = costOf([slice(false, 1_000), slice(true, 2_040, 200), slice(true, 1_020), slice(false, 3_000, 300)]);
  expect(cost.offUs).toBe(10);
  expect(cost.countingUs).toBeCloseTo(10.2);
  expect(cost.percent).toBeCloseTo(2);
  expect(cost.noisePercent).toBeCloseTo(0);
});

it('tells what it finds where there is nothing', () => {
  expect(costOf([slice(false, 1_100), slice(true, 1_000), slice(true, 1_000), slice(false, 1_000)])).toMatchObject({
    noisePercent: expect.closeTo(10) as number,
  });
});

it('needs statements with and without', () => {
  expect(() => costOf([slice(false, 1_000), slice(false, 1_000)])).toThrow('nothing to compare');
  expect(() => costOf([slice(true, 1_000)])).toThrow('nothing to compare');
});

it('takes the slices that lie wholly within the load', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-test-'));
  try {
    const file = join(folder, 'slices.jsonl');
    const slices = [900, 1_400, 1_900, 2_400].map((fromMs) => slice(true, 1, 1, fromMs));
    await writeFile(file, slices.map((one) => `${JSON.stringify(one)}\n`).join(''));
    expect((await slicesWithin(file, 1_000, 2_500)).map(({ fromMs }) => fromMs)).toEqual([1_400, 1_900]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
