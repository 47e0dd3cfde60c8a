import type { Machine } from '../results/result.js';
import type { PhaseFigures } from '../report/phase-figures.js';

/** A check as any of the formats says it. */
export interface ComparableCheck {
  name: string;
  /** Null where the file does not say it. */
  value: number | null;
  unit: string;
  limit: string;
  holds: boolean;
  /** Which way is worse; `away`: from the target. Undefined when the limit does not tell. */
  worse: 'higher' | 'lower' | { awayFrom: number } | undefined;
}

/** A figure that nothing was promised of. */
export interface ComparableMetric {
  name: string;
  unit: string;
  value: number;
}

/** What a file says, in a form that all formats have in common. */
export interface Measured {
  file: string;
  kind: 'result' | 'k6';
  /** Of the drill or benchmark; null for k6, which does not say. */
  name: string | null;
  commit: string | null;
  date: string | null;
  machine: Machine | null;
  size: string | null;
  /** The k6 format or `result`, for when two differ. */
  format: string;
  checks: readonly ComparableCheck[];
  /** By arm and phase; null for a benchmark, whose arms have forms of their own. */
  phases: readonly PhaseFigures[] | null;
  metrics: readonly ComparableMetric[];
}
