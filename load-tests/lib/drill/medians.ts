import type { ArmRun, PhaseObservation } from './observation.js';

/** The middle value; of an even number the mean of the two in the middle; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The median over the runs of what `read` finds in each run's phase of that name; runs without it don't count. */
export function medianOf(
  runs: readonly ArmRun[],
  phase: string,
  read: (phase: PhaseObservation) => number | null | undefined,
): number | null {
  const values = runs.flatMap(({ phases }) => {
    const found = phases.find(({ name }) => name === phase);
    const value = found && read(found);
    return value === null || value === undefined ? [] : [value];
  });
  return median(values);
}

export const p50Of = ({ load }: PhaseObservation): number | null => load.latency.ok?.p50Ms ?? null;
export const p99Of = ({ load }: PhaseObservation): number | null => load.latency.ok?.p99Ms ?? null;
