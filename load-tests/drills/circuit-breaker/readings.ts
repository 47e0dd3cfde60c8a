import { median, p99Of } from '../../lib/drill/medians.js';
import type { ArmRun, PhaseObservation } from '../../lib/drill/observation.js';
import { PHASES } from './phases.js';

export const phaseOf = (run: ArmRun, name: string): PhaseObservation | undefined =>
  run.phases.find((phase) => phase.name === name);

/** The load of the trigger, of what the healthy shop was seen to carry. */
export function shareOfCarried(run: ArmRun): number | undefined {
  const [tried, carried] = [phaseOf(run, PHASES.hang), phaseOf(run, PHASES.carries)];
  return tried && carried && tried.load.offeredPerSecond / carried.load.goodputPerSecond;
}

/** Orders placed in time, of those that were tried. */
export function goodShare(run: ArmRun, name: string): number | undefined {
  const phase = phaseOf(run, name);
  return phase && phase.load.goodputPerSecond / phase.load.offeredPerSecond;
}

/** Of all checkouts of a phase, those that failed included. */
export const allP99 = (run: ArmRun, name: string): number | undefined => phaseOf(run, name)?.load.latency.all?.p99Ms;

export const failedIn = ({ phases }: ArmRun): number =>
  phases.reduce((sum, { load }) => sum + load.failed + load.refused + load.neverStarted, 0);

function inWindow(run: ArmRun, window: string, percentile: 'p50Ms' | 'p99Ms' = 'p99Ms'): number | undefined {
  const labels = phaseOf(run, PHASES.hang)?.load.labels ?? [];
  return labels.find(({ kind, label }) => kind === 'ok' && label === window)?.[percentile];
}

export const medianWindow = (runs: readonly ArmRun[], window: string, percentile?: 'p50Ms' | 'p99Ms'): number | null =>
  median(runs.flatMap((run) => inWindow(run, window, percentile) ?? []));

/** Median over the repeats: p99 in a window of the trigger, above p99 with carriers that cost no time, in the same run. */
export function added(runs: readonly ArmRun[], window: string): number | null {
  return median(
    runs.flatMap((run) => {
      const [there, baseline] = [inWindow(run, window), phaseOf(run, PHASES.atOnce)];
      const p99Ms = baseline && p99Of(baseline);
      return there === undefined || !p99Ms ? [] : [there - p99Ms];
    }),
  );
}
