import { medianRepeat, repeatsShown } from '../median-repeat.js';
import type { Story } from '../story.js';
import { goodputInWords } from './in-words.js';
import { perSecond, type Sample, type Series, seriesOf } from './series.js';
import type { Plot } from './svg.js';
import type { TimeAxis } from './time-axis.js';
import { timePlot } from './time-plot.js';

/** What was answered well, and below it what was not, second by second. */
export function goodputPlot({ arms, title }: Story, axis: TimeAxis): Plot {
  const ok = arms.map((arm, index) =>
    seriesOf(
      arm,
      index,
      arm.name,
      'solid',
      perSecond(axis, (second) => second.ok),
    ),
  );
  const failed = arms.map((arm, index) =>
    seriesOf(
      arm,
      index,
      arm.name,
      'solid',
      perSecond(axis, (second) => second.failed),
    ),
  );
  const refused = arms
    .map((arm, index) =>
      seriesOf(
        arm,
        index,
        'refused',
        'dashed',
        perSecond(axis, (second) => second.refused),
      ),
    )
    .filter(hasAny);
  const words = {
    key: 'goodput',
    title: 'Goodput and errors over time',
    description: `${title}: ok answers and errors per second over time. ${goodputInWords(arms)}`,
    caption:
      'Above: ok answers per second; dotted: requests that were due. Below: failed per second' +
      `${refused.length > 0 ? ', and dashed what was refused clearly (429, or 503 with Retry-After)' : ''}. ` +
      repeatsShown(arms),
  };
  return timePlot(words, axis, [
    {
      heading: 'ok per second; dotted: due',
      ...{ series: ok, offered: offeredOf(arms, axis), isCount: true },
      empty: 'no request was made',
    },
    {
      heading: `failed per second${refused.length > 0 ? '; dashed: refused' : ''}`,
      ...{ series: [...failed, ...refused], isCount: true },
      empty: 'no request was made',
    },
  ]);
}

const hasAny = ({ pieces, band }: Series): boolean =>
  pieces.flat().some(({ value }) => value > 0) || band.flat().some(({ highest }) => highest > 0);

/** The same for all arms, so one line: of the arm that went through the most phases. */
function offeredOf(arms: Story['arms'], axis: TimeAxis): readonly (readonly Sample[])[] {
  const [longest] = arms
    .flatMap(({ runs }) => medianRepeat(runs) ?? [])
    .toSorted((a, b) => b.phases.length - a.phases.length);
  const only = { name: '', runs: longest ? [longest] : [] };
  return seriesOf(
    only,
    0,
    '',
    'solid',
    perSecond(axis, ({ offered }) => offered),
  ).pieces;
}
