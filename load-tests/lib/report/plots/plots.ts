import type { Story } from '../story.js';
import { distributionPlot } from './distribution-plot.js';
import { goodputPlot } from './goodput-plot.js';
import { latencyPlot } from './latency-plot.js';
import { probePlot } from './probe-plot.js';
import type { Plot } from './svg.js';
import { TimeAxis } from './time-axis.js';

/** All plots of a drill, in the order in which its report shows them. */
export function plotsOf(story: Story): Plot[] {
  const axis = new TimeAxis(story.arms.flatMap(({ runs }) => runs));
  return [latencyPlot(story, axis), goodputPlot(story, axis), distributionPlot(story), probePlot(story, axis)];
}
