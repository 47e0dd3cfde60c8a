import type { Slice } from './slices.js';

/** What slices of one process say of counting, on one route. */
export interface Cost {
  /** CPU time of a statement and all that is around it, in microseconds. */
  offUs: number;
  countingUs: number;
  /** What counting adds, in percent. */
  percent: number;
  /** The same of one half of the slices without counting against the other: what is found where there is nothing. */
  noisePercent: number;
}

/** @throws RangeError when there are too few slices */
export function costOf(slices: readonly Slice[]): Cost {
  const off = slices.filter(({ isCounting }) => !isCounting);
  const halves = [0, 1].map((half) => off.filter((_, index) => index % 2 === half));
  const [offUs, countingUs] = [usPerStatement(off), usPerStatement(slices.filter(({ isCounting }) => isCounting))];
  const [one = 0, other = 0] = halves.map(usPerStatement);
  return {
    offUs,
    countingUs,
    percent: (countingUs / offUs - 1) * 100,
    noisePercent: (one / other - 1) * 100,
  };
}

function usPerStatement(slices: readonly Slice[]): number {
  const total = (read: (slice: Slice) => number) => slices.reduce((sum, slice) => sum + read(slice), 0);
  const statements = total((slice) => slice.statements);
  if (statements === 0) throw new RangeError('no statement was sent in these slices: there is nothing to compare');
  return total((slice) => slice.cpuUs) / statements;
}
