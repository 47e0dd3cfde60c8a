import type { ArmRun, PhaseObservation } from '../../drill/observation.js';
import { type Markup, markup } from '../markup.js';
import { medianRepeat } from '../median-repeat.js';
import { at } from './layout.js';
import { crossesAt, markersAt } from './markers.js';

type Latency = NonNullable<PhaseObservation['load']['latency']['ok']>;

/** The percentiles of one arm in one phase. */
export interface Ladder {
  arm: number;
  /** Of the median repeat; null when nothing was ok. */
  shown: Latency | null;
  /** From the lowest p50 to the highest p99.9 of all repeats; empty when nothing was ok in any. */
  reach: readonly number[];
}

/** Undefined for an arm that never came to this phase. */
export function ladderOf(runs: readonly ArmRun[], arm: number, phase: string): Ladder | undefined {
  const inPhase = (run: ArmRun | undefined) => run?.phases.find(({ name }) => name === phase)?.load.latency.ok;
  const all = runs.flatMap((run) => inPhase(run) ?? []);
  const shown = inPhase(medianRepeat(runs));
  if (shown === undefined && all.length === 0) return undefined;
  return { arm, shown: shown ?? null, reach: all.flatMap(({ p50Ms, p999Ms }) => [p50Ms, p999Ms]) };
}

/**
 * @param x its middle
 * @param y of a latency in milliseconds
 * @param top of the plot, for the cross that says that nothing was ok
 */
export function drawLadder(
  { arm, shown, reach }: Ladder,
  x: number,
  width: number,
  y: (ms: number) => number,
  top: number,
): Markup {
  const half = width / 2;
  const box = (upperMs: number, lowerMs: number, half: number) =>
    markup`x="${at(x - half)}" y="${at(y(upperMs))}" width="${at(2 * half)}" height="${at(Math.max(1.5, y(lowerMs) - y(upperMs)))}"`;
  const spread =
    reach.length > 2
      ? markup`<rect class="band f${arm % 4}" ${box(Math.max(...reach), Math.min(...reach), half + 3)}/>`
      : markup``;
  if (shown === null) return markup`${spread}${crossesAt(arm, [[x, top + 8]])}`;
  const { p50Ms, p90Ms, p99Ms, p999Ms } = shown;
  return markup`${spread}<rect class="open s${arm % 4}" ${box(p90Ms, p50Ms, half)}/><path class="line s${arm % 4}" d="M${at(x)},${at(y(p90Ms))}V${at(y(p999Ms))}M${at(x - half)},${at(y(p999Ms))}h${at(width)}"/>${markersAt(arm, [[x, y(p99Ms)]])}`;
}
