import { worseByPercent } from './change.js';
import { ComparisonError } from './errors.js';
import type { ComparableCheck, Measured } from './measured.js';
import { notesOn } from './notes.js';
import { type CheckRow, checkRow, type MetricRow, metricRows, pairUp, type PhaseRow, phaseRows } from './rows.js';

type Source = Pick<Measured, 'file' | 'name' | 'commit' | 'date' | 'machine' | 'size' | 'format'>;

export interface Comparison {
  a: Source;
  b: Source;
  /** What has to be known before anything is concluded. */
  notes: readonly string[];
  checks: readonly CheckRow[];
  phases: readonly PhaseRow[];
  metrics: readonly MetricRow[];
  /** Why the exit code is 1, a line for each check; empty when it is 0. */
  worse: readonly string[];
}

/**
 * @param tolerancePercent by which a check that held may be worse; undefined: by any amount, as long as it holds
 * @throws ComparisonError when the two have nothing to do with one another
 */
export function compare(a: Measured, b: Measured, tolerancePercent?: number): Comparison {
  requireAlike(a, b);
  const pairs = pairUp(a.checks, b.checks);
  return {
    a: sourceOf(a),
    b: sourceOf(b),
    notes: notesOn(a, b),
    checks: pairs.map(checkRow),
    phases: phaseRows(a.phases ?? [], b.phases ?? []),
    metrics: metricRows(a.metrics, b.metrics),
    // Where two forms are compared, a check may be gone because one of them never says it.
    worse: pairs
      .filter((pair) => a.format === b.format || pair.b !== undefined)
      .flatMap((pair) => whyWorse(pair.a, pair.b, tolerancePercent) ?? []),
  };
}

function requireAlike(a: Measured, b: Measured): void {
  if (a.kind !== b.kind) {
    const [k6, other] = a.kind === 'k6' ? [a, b] : [b, a];
    throw new ComparisonError(
      `${k6.file} is a summary of k6, ${other.file} a result file: their figures have nothing in common. Take two of a kind.`,
    );
  }
  if (a.name !== b.name) {
    throw new ComparisonError(
      `${a.file} is of "${a.name}", ${b.file} of "${b.name}": these measure different things. Take two files of the same one.`,
    );
  }
  const empty = [a, b].find(({ kind, metrics, checks }) => kind === 'k6' && metrics.length + checks.length === 0);
  if (empty) throw new ComparisonError(`${empty.file} has no metrics: was k6 stopped before it made a request?`);
}

const sourceOf = ({ file, name, commit, date, machine, size, format }: Measured): Source => ({
  ...{ file, name, commit, date, machine, size, format },
});

function whyWorse(a?: ComparableCheck, b?: ComparableCheck, tolerancePercent?: number): string | undefined {
  if (a?.holds !== true) return undefined;
  if (b === undefined) return `"${a.name}" held in A and is not in B`;
  if (!b.holds) return `"${a.name}" held in A and fails in B`;
  const by = worseByPercent(a, b) ?? 0;
  if (tolerancePercent === undefined || by <= tolerancePercent) return undefined;
  const amount = Number.isFinite(by) ? `by ${by.toFixed(1)} %` : 'from nothing';
  return `"${a.name}" is worse ${amount}, beyond the tolerance of ${tolerancePercent} %`;
}
