import type { ArmRun } from '../../drill/observation.js';
import { medianRepeat, repeatsShown } from '../median-repeat.js';
import type { Story } from '../story.js';
import { latencyInWords } from './in-words.js';
import { perSecond, seriesOf } from './series.js';
import type { Plot } from './svg.js';
import type { TimeAxis } from './time-axis.js';
import { timePlot } from './time-plot.js';

type Second = ArmRun['phases'][number]['load']['timeline'][number];

const STALL_SECONDS = 3;

/** p50 and p99 of what was ok, second by second. */
export function latencyPlot({ arms, title }: Story, axis: TimeAxis): Plot {
  const series = arms.flatMap((arm, index) => [
    seriesOf(
      arm,
      index,
      arm.name,
      'solid',
      perSecond(axis, ({ p99Ms }) => p99Ms),
    ),
    seriesOf(
      arm,
      index,
      'p50',
      'dashed',
      perSecond(axis, ({ p50Ms }) => p50Ms),
    ),
  ]);
  const missing = arms.map(({ runs }, arm) => ({ arm, seconds: secondsWithoutOk(medianRepeat(runs), axis) }));
  const hasMissing = missing.some(({ seconds }) => seconds.length > 0);
  const words = {
    key: 'latency',
    title: 'Latency over time',
    description: `${title}: latency of ok answers over time. ${latencyInWords(arms)}`,
    caption:
      'Latency of ok answers, counted from when a request was due; p99 solid, p50 dashed. ' +
      (hasMissing
        ? `A cross at the top: nothing was answered well, and what ended failed or nothing ended for ${STALL_SECONDS} s. `
        : '') +
      repeatsShown(arms),
  };
  return timePlot(words, axis, [
    { heading: 'milliseconds; p99 solid, p50 dashed', series, missing, empty: 'no request was answered well' },
  ]);
}

/**
 * Where nothing was answered well though it should have been: what ended failed, or was refused, or for some seconds nothing
 * ended at all. At a low rate a second or two without an answer mean nothing.
 */
function secondsWithoutOk(run: ArmRun | undefined, axis: TimeAxis): number[] {
  return (run?.phases ?? []).flatMap(({ name, load }) =>
    stretchesWithoutOk(load.timeline)
      .flatMap((stretch) => (stretch.length >= STALL_SECONDS ? stretch : stretch.filter(hasErrors)))
      .map(({ second }) => axis.ofSecond(name, second)),
  );
}

const hasErrors = ({ refused, failed }: Second): boolean => refused + failed > 0;

function stretchesWithoutOk(timeline: readonly Second[]): Second[][] {
  const stretches: Second[][] = [[]];
  for (const second of timeline) {
    const isWaitedFor = second.offered + second.inFlight > 0 || hasErrors(second);
    if (second.ok === 0 && isWaitedFor) stretches.at(-1)?.push(second);
    else stretches.push([]);
  }
  return stretches;
}
