import { median } from '../drill/medians.js';
import type { ArmRun, PhaseObservation } from '../drill/observation.js';
import type { Spread } from './figure.js';
import { mergePhaseNames } from './phase-names.js';

/** What one arm did in one phase, over its repeats. Null where no repeat had such a figure. */
export interface PhaseFigures {
  arm: string;
  phase: string;
  role: PhaseObservation['role'];
  runs: number;
  offeredPerSecond: Spread | null;
  goodputPerSecond: Spread | null;
  p50Ms: Spread | null;
  p90Ms: Spread | null;
  p99Ms: Spread | null;
  p999Ms: Spread | null;
  maxMs: Spread | null;
  refused: Spread | null;
  failed: Spread | null;
  /** Refused or failed, of 100 that were due. */
  errorPercent: Spread | null;
  /** The most frequent ways to be refused or to fail, of all repeats together. */
  errors: readonly { label: string; count: number }[];
}

interface Arm {
  name: string;
  runs: readonly ArmRun[];
}

const MOST_ERRORS = 3;

/** Phase by phase in their order, and in each the arms in theirs. */
export function phaseFigures(arms: readonly Arm[]): PhaseFigures[] {
  return mergePhaseNames(arms.flatMap(({ runs }) => runs)).flatMap((phase) =>
    arms.flatMap(({ name, runs }) => {
      const found = runs.flatMap(({ phases }) => phases.filter((one) => one.name === phase).slice(0, 1));
      const [first] = found;
      return first ? [figuresOf(name, first, found)] : [];
    }),
  );
}

function figuresOf(arm: string, { name, role }: PhaseObservation, found: readonly PhaseObservation[]): PhaseFigures {
  const spread = (read: (load: PhaseObservation['load']) => number | null | undefined) =>
    spreadOf(found.map(({ load }) => read(load)));
  return {
    ...{ arm, phase: name, role, runs: found.length },
    offeredPerSecond: spread((load) => load.offeredPerSecond),
    goodputPerSecond: spread((load) => load.goodputPerSecond),
    p50Ms: spread((load) => load.latency.ok?.p50Ms),
    p90Ms: spread((load) => load.latency.ok?.p90Ms),
    p99Ms: spread((load) => load.latency.ok?.p99Ms),
    p999Ms: spread((load) => load.latency.ok?.p999Ms),
    maxMs: spread((load) => load.latency.ok?.maxMs),
    refused: spread((load) => load.refused),
    failed: spread((load) => load.failed),
    errorPercent: spread((load) => (load.offered === 0 ? null : (100 * (load.refused + load.failed)) / load.offered)),
    errors: errorsOf(found),
  };
}

/** Null without any value. */
export function spreadOf(values: readonly (number | null | undefined)[]): Spread | null {
  const known = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const middle = median(known);
  return middle === null ? null : { median: middle, lowest: Math.min(...known), highest: Math.max(...known) };
}

function errorsOf(found: readonly PhaseObservation[]): PhaseFigures['errors'] {
  const counts = new Map<string, number>();
  for (const { kind, label, count } of found.flatMap(({ load }) => load.labels)) {
    if (kind !== 'ok') counts.set(`${kind}: ${label}`, (counts.get(`${kind}: ${label}`) ?? 0) + count);
  }
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST_ERRORS);
}
