import type { ComparableCheck } from './measured.js';

/** `broken`: held in A and fails in B; `mended`: the other way round. `unknown`: the limit does not say what is better. */
export type Change = 'same' | 'better' | 'worse' | 'broken' | 'mended' | 'gone' | 'new' | 'unknown';

/** From A to B, of A; null where A is zero and B is not, or one of them is missing. */
export function changePercent(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null;
  if (a === b) return 0;
  return a === 0 ? null : (100 * (b - a)) / Math.abs(a);
}

/** By how much B is worse than A, in percent of A; below zero when it is better; Infinity from zero. Undefined: cannot be told. */
export function worseByPercent(a: ComparableCheck, b: ComparableCheck): number | undefined {
  if (a.value === null || b.value === null || a.worse === undefined || a.unit !== b.unit) return undefined;
  if (typeof a.worse === 'object') {
    const { awayFrom } = a.worse;
    return share(Math.abs(b.value - awayFrom) - Math.abs(a.value - awayFrom), a.value);
  }
  return share(a.worse === 'higher' ? b.value - a.value : a.value - b.value, a.value);
}

function share(difference: number, of: number): number {
  if (difference === 0) return 0;
  return of === 0 ? Math.sign(difference) * Infinity : (100 * difference) / Math.abs(of);
}

export function changeOf(a: ComparableCheck | undefined, b: ComparableCheck | undefined): Change {
  if (a === undefined) return 'new';
  if (b === undefined) return 'gone';
  if (a.holds !== b.holds) return b.holds ? 'mended' : 'broken';
  const by = worseByPercent(a, b);
  if (by === undefined) return a.value === b.value ? 'same' : 'unknown';
  return by === 0 ? 'same' : by > 0 ? 'worse' : 'better';
}
