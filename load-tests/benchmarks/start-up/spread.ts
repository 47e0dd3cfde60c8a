/** Repeated measurements of one thing. */
export interface Spread {
  median: number;
  lowest: number;
  highest: number;
  all: number[];
}

/** @param digits after the point @throws RangeError without any value */
export function spreadOf(values: readonly number[], digits = 1): Spread {
  if (values.length === 0) throw new RangeError('nothing was measured');
  const round = (value: number) => Number(value.toFixed(digits));
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
  return {
    median: round(median),
    lowest: round(sorted[0] ?? 0),
    highest: round(sorted.at(-1) ?? 0),
    all: values.map(round),
  };
}
