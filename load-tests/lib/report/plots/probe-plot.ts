import { repeatsShown } from '../median-repeat.js';
import type { Story } from '../story.js';
import { probeInWords } from './in-words.js';
import { ofProbe, seriesOf } from './series.js';
import type { Plot } from './svg.js';
import type { TimeAxis } from './time-axis.js';
import { timePlot } from './time-plot.js';

/** What the drill itself looks at, read every second. */
export function probePlot({ arms, title, ownProbe }: Story, axis: TimeAxis): Plot {
  const probes = arms.flatMap(({ runs }) => runs.flatMap((run) => run.probes));
  const unit = probes.find(({ name }) => name === ownProbe)?.unit;
  const series = arms.map((arm, index) => seriesOf(arm, index, arm.name, 'solid', ofProbe(axis, ownProbe)));
  const words = {
    key: 'probe',
    title: ownProbe,
    description: `${title}: ${ownProbe} over time. ${probeInWords(arms, ownProbe)}`,
    caption: `${ownProbe}, read every second. ${repeatsShown(arms)}`,
  };
  return timePlot(words, axis, [{ heading: unit ?? 'without a reading', series, empty: 'it was never read' }]);
}
