import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { costOf } from './cost.js';
import { BLOCK, type Slice, SLICE_MS, slicesWithin } from './slices.js';

/** @param cpuUs of one slice after the other, with 100 statements each */
const slices = (cpuUs: readonly number[], firstTurn = 0): Slice[] =>
  cpuUs.map((each, index) => {
    const turn = firstTurn + index;
    const fromMs = turn * SLICE_MS;
    const isCounting = BLOCK[turn % BLOCK.length] === true;
    return { turn, isCounting, fromMs, toMs: fromMs + SLICE_MS, cpuUs: each, statements: 100 };
  });

it('compares with counting and without within each block', () => {
  const { offUs, percents } = costOf(slices([1_000, 1_030, 1_010, 1_000, 2_000, 2_000, 2_000, 2_000]));
  expect(offUs).toBe(15);
  expect(percents).toEqual([expect.closeTo(2), expect.closeTo(0)]);
});

it('finds no cost in a machine that gets steadily slower', () => {
  expect(costOf(slices([1_000, 1_100, 1_200, 1_300])).percents).toEqual([expect.closeTo(0)]);
});

it('tells what it finds where there is nothing', () => {
  expect(costOf(slices([1_100, 1_000, 1_000, 1_000])).noisePercents).toEqual([expect.closeTo(10)]);
});

it('leaves out blocks that are not whole', () => {
  expect(costOf(slices([9, 9, 1_000, 1_000, 1_000, 1_000, 9], 2)).percents).toHaveLength(1);
});

it('needs whole blocks with statements in them', () => {
  expect(() => costOf(slices([1_000, 1_000, 1_000]))).toThrow('nothing was measured');
  expect(() => costOf(slices([1, 1, 1, 1]).map((one) => ({ ...one, statements: 0 })))).toThrow('nothing was measured');
});

it('takes the slices that lie wholly within the load', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-test-'));
  try {
    const file = join(folder, 'slices.jsonl');
    await writeFile(
      file,
      slices([1, 1, 1, 1, 1])
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(''),
    );
    expect((await slicesWithin(file, 50, 450)).map(({ turn }) => turn)).toEqual([1, 2, 3]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
