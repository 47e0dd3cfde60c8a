import { spreadOf } from '../start-up/spread.js';
import { BLOCK, type Slice } from './slices.js';

/** What the slices of one process say of counting, on one route. */
export interface Cost {
  /** CPU time of a statement and all that is around it, without counting, in microseconds: the median of the blocks. */
  offUs: number;
  /** What counting adds in each block, in percent. */
  percents: number[];
  /** The same of each block's first slice without counting against its last: what is found where there is nothing. */
  noisePercents: number[];
}

/** @throws RangeError when no block is whole */
export function costOf(slices: readonly Slice[]): Cost {
  const blocks = blocksOf(slices);
  const off = blocks.map((block) => usPerStatement(block.filter(({ isCounting }) => !isCounting)));
  const counting = blocks.map((block) => usPerStatement(block.filter(({ isCounting }) => isCounting)));
  const [first, last] = [0, BLOCK.length - 1].map((place) =>
    blocks.map((block) => usPerStatement(block.slice(place, place + 1))),
  );
  return {
    offUs: spreadOf(off, 3).median,
    percents: counting.map((us, index) => more(us, off[index])),
    noisePercents: (first ?? []).map((us, index) => more(us, last?.[index])),
  };
}

/** Whole blocks, from the slice that begins one to the slice that ends it, each with statements. */
function blocksOf(slices: readonly Slice[]): Slice[][] {
  const byBlock = new Map<number, Slice[]>();
  for (const slice of slices) {
    const block = Math.floor(slice.turn / BLOCK.length);
    byBlock.set(block, [...(byBlock.get(block) ?? []), slice]);
  }
  const isWhole = (block: Slice[]) => block.length === BLOCK.length && block.every(({ statements }) => statements > 0);
  return [...byBlock.values()].filter(isWhole);
}

function usPerStatement(slices: readonly Slice[]): number {
  const total = (read: (slice: Slice) => number) => slices.reduce((sum, slice) => sum + read(slice), 0);
  return total((slice) => slice.cpuUs) / total((slice) => slice.statements);
}

const more = (one: number, other: number | undefined): number => (one / (other ?? NaN) - 1) * 100;
