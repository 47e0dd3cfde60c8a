import type { PhaseFigures } from '../report/phase-figures.js';
import { type Change, changeOf, changePercent } from './change.js';
import type { ComparableCheck, ComparableMetric } from './measured.js';

export interface Pair {
  a: number | null;
  b: number | null;
  /** Null where A is zero or one of them is missing. */
  changePercent: number | null;
}

export interface CheckRow extends Pair {
  name: string;
  unit: string;
  limit: string;
  holdsInA: boolean | null;
  holdsInB: boolean | null;
  change: Change;
}

export interface PhaseRow {
  arm: string;
  phase: string;
  p50Ms: Pair;
  p99Ms: Pair;
  goodputPerSecond: Pair;
  errorPercent: Pair;
}

export interface MetricRow extends Pair {
  name: string;
  unit: string;
}

/** Those of one name side by side, in the order of A, and then those that only B has. */
export function pairUp<T extends { name: string }>(a: readonly T[], b: readonly T[]): { a?: T; b?: T }[] {
  const inA = new Set(a.map(({ name }) => name));
  return [
    ...a.map((one) => ({
      a: one,
      ...only(
        'b',
        b.find(({ name }) => name === one.name),
      ),
    })),
    ...b.filter(({ name }) => !inA.has(name)).map((one) => ({ b: one })),
  ];
}

const only = <K extends string, T>(key: K, value: T | undefined): { [key in K]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { [key in K]?: T };

const pairOf = (a: number | null | undefined, b: number | null | undefined): Pair => ({
  a: a ?? null,
  b: b ?? null,
  changePercent: changePercent(a ?? null, b ?? null),
});

export function checkRow({ a, b }: { a?: ComparableCheck; b?: ComparableCheck }): CheckRow {
  const { name = '', unit = '', limit = '' } = b ?? a ?? {};
  return {
    ...{ name, unit, limit },
    ...pairOf(a?.value, b?.value),
    ...(a && b && a.unit !== b.unit ? { changePercent: null } : {}),
    holdsInA: a?.holds ?? null,
    holdsInB: b?.holds ?? null,
    change: changeOf(a, b),
  };
}

export function phaseRows(a: readonly PhaseFigures[], b: readonly PhaseFigures[]): PhaseRow[] {
  const named = (all: readonly PhaseFigures[]) =>
    all.map((figures) => ({ name: `${figures.arm}/${figures.phase}`, figures }));
  return pairUp(named(a), named(b)).flatMap(({ a, b }) => {
    const { arm, phase } = (a ?? b)?.figures ?? {};
    if (arm === undefined || phase === undefined) return [];
    const pair = (key: 'p50Ms' | 'p99Ms' | 'goodputPerSecond' | 'errorPercent') =>
      pairOf(a?.figures[key]?.median, b?.figures[key]?.median);
    return [
      {
        ...{ arm, phase },
        p50Ms: pair('p50Ms'),
        p99Ms: pair('p99Ms'),
        goodputPerSecond: pair('goodputPerSecond'),
        errorPercent: pair('errorPercent'),
      },
    ];
  });
}

/** Only of what both sides say. */
export const metricRows = (a: readonly ComparableMetric[], b: readonly ComparableMetric[]): MetricRow[] =>
  pairUp(a, b).flatMap(({ a, b }) => (a && b ? [{ name: a.name, unit: a.unit, ...pairOf(a.value, b.value) }] : []));
