import type { ArmRun } from '../drill/observation.js';

/**
 * The repeat that stands for its arm in the plots: the one whose worst p99 in the trigger phases (of all phases, where there is no
 * trigger) is the middle one, of an even number the better of the two. A curve of medians, second by second, would be of a run that
 * never was, and would lose every stall that came at another second each time.
 */
export function medianRepeat(runs: readonly ArmRun[]): ArmRun | undefined {
  const ranked = runs
    .map((run) => ({ run, p99Ms: worstP99(run) }))
    .toSorted((a, b) => (a.p99Ms === b.p99Ms ? 0 : a.p99Ms - b.p99Ms));
  return ranked[(ranked.length - 1) >> 1]?.run;
}

/** Infinite where requests were due and none of them was answered well. */
function worstP99({ phases }: ArmRun): number {
  const triggers = phases.filter(({ role }) => role === 'trigger');
  return Math.max(
    0,
    ...(triggers.length > 0 ? triggers : phases).map(
      ({ load }) => load.latency.ok?.p99Ms ?? (load.offered > 0 ? Infinity : 0),
    ),
  );
}

const EACH_SECOND = 'from the lowest to the highest of all repeats, second by second';

/**
 * Which repeat is drawn, for a caption.
 * @param drawn as what: a line, a box
 * @param band what it spans
 */
export function repeatsShown(
  arms: readonly { name: string; runs: readonly ArmRun[] }[],
  drawn = 'Line',
  band = EACH_SECOND,
): string {
  const repeated = arms.filter(({ runs }) => runs.length > 1);
  if (repeated.length === 0) return 'Each arm was run once.';
  const shown = repeated.map(
    ({ name, runs }) => `repeat ${medianRepeat(runs)?.repeat ?? '–'} of ${runs.length} of ${name}`,
  );
  return `${drawn}: ${shown.join(', ')}, whose p99 in the trigger is the middle one. Band: ${band}.`;
}
