import { markup } from '../markup.js';
import { repeatsShown } from '../median-repeat.js';
import { mergePhaseNames } from '../phase-names.js';
import type { Story } from '../story.js';
import { armKey } from './arm-key.js';
import { roomForTicks, verticalAxis } from './axes.js';
import { latencyInWords } from './in-words.js';
import { at, fit, ROW, WIDTH } from './layout.js';
import { drawLadder, ladderOf } from './ladder.js';
import { keyRows, phaseGround, phaseKey, type PhaseMark, phaseNames } from './phase-marks.js';
import { scaleFor } from './scale.js';
import type { Plot } from './svg.js';

const HEIGHT = 220;
const WIDEST_STEP = 44;

/** The ladder of percentiles of each arm in each phase, side by side. */
export function distributionPlot({ arms, title }: Story): Plot {
  const phases = mergePhaseNames(arms.flatMap(({ runs }) => runs)).map((name) => ({
    name,
    isTrigger: arms.some(({ runs }) =>
      runs.some((run) => run.phases.some((one) => one.name === name && one.role === 'trigger')),
    ),
    ladders: arms.flatMap(({ runs }, index) => ladderOf(runs, index, name) ?? []),
  }));
  const ladders = phases.flatMap((phase) => phase.ladders);
  const scale = scaleFor(ladders.flatMap(({ reach }) => reach));
  const [left, right] = [roomForTicks([scale]), WIDTH - 8];
  const slot = (right - left) / Math.max(1, phases.length);
  const marks: PhaseMark[] = phases.map(({ name, isTrigger }, index) => ({
    ...{ name, isTrigger, fromX: left + index * slot, toX: left + (index + 1) * slot },
  }));
  const armNames = armKey(
    arms.map(({ name }) => name),
    2 * ROW + 18,
  );
  const top = (3 + armNames.rows) * ROW + 4;
  const bottom = top + HEIGHT;
  const step = Math.min(WIDEST_STEP, slot / (arms.length + 0.5));
  const xOf = (phase: number, arm: number) => left + (phase + 0.5) * slot + (arm - (arms.length - 1) / 2) * step;
  const y = (ms: number) => bottom - scale.at(ms) * HEIGHT;
  const key = ['shaded: the trigger', ...phaseKey(marks)];
  return {
    key: 'distribution',
    title: 'Latency by phase',
    description: `${title}: percentiles of the latency of ok answers in each phase. ${latencyInWords(arms)}`,
    caption:
      'Latency of ok answers: box from p50 to p90, line on to p99.9, marker at p99; a cross where nothing was ok. ' +
      repeatsShown(arms, 'Box', 'from the lowest p50 to the highest p99.9 of all repeats'),
    height: Math.ceil(bottom + 8 + key.length * ROW + 4),
    body: markup`<text class="title" x="0" y="18">Latency by phase</text>
<text class="soft" x="0" y="${ROW + 18}">${fit(`ms${scale.kind === 'log' ? ', log scale' : ''}; box p50 to p90, marker p99, bar p99.9`, WIDTH)}</text>
${armNames.body}
${phaseNames(marks, top - 8)}
${phaseGround(marks, top, bottom)}
${verticalAxis(scale, { left, right, top, bottom })}
${phases.map((phase, index) => markup`${phase.ladders.map((one) => drawLadder(one, xOf(index, one.arm), step * 0.6, y, top))}`)}
${ladders.length === 0 ? markup`<text class="middle" x="${at((left + right) / 2)}" y="${at((top + bottom) / 2)}">no request was made</text>` : markup``}
${keyRows(key, bottom + 8)}`,
  };
}
