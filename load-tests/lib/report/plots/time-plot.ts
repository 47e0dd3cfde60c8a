import { type Markup, markup } from '../markup.js';
import { type Area, roomForTicks, timeTicks, verticalAxis } from './axes.js';
import { band, line, pathThrough, type Place, thin } from './curves.js';
import { endLabels, roomFor } from './end-labels.js';
import { at, fit, ROW, WIDTH } from './layout.js';
import { crossesAt } from './markers.js';
import { keyRows, phaseGround, phaseKey, type PhaseMark, phaseNames, secondsText } from './phase-marks.js';
import { linearScale, type Scale, scaleFor } from './scale.js';
import type { Sample, Series } from './series.js';
import type { Plot } from './svg.js';
import { MOST_BUCKETS, type TimeAxis } from './time-axis.js';

/** One of the plots that stand above one another on the same time axis. */
export interface Panel {
  /** What the vertical axis counts, and in what unit. */
  heading: string;
  series: readonly Series[];
  /** Drawn when there is nothing else: why. */
  empty: string;
  /** Dotted, as something to compare with. */
  offered?: readonly (readonly Sample[])[];
  /** Crosses at the top: the seconds of an arm without any value, though there should be one. */
  missing?: readonly { arm: number; seconds: readonly number[] }[];
  /** Whole numbers, from zero. */
  isCount?: boolean;
}

type Words = Pick<Plot, 'key' | 'title' | 'description' | 'caption'>;

const PANEL_HEIGHT = { 1: 200, 2: 135 } as const;
/** Values in one file, over all lines: keeps it below 60 KB. */
const MOST_POINTS = 3_600;
const CROSS_EVERY = 9;

export function timePlot(words: Words, axis: TimeAxis, panels: readonly [Panel] | readonly [Panel, Panel]): Plot {
  const scales = panels.map(scaleOf);
  const lines = panels.flatMap(({ series }) => series);
  const left = roomForTicks(scales);
  const right = WIDTH - roomFor(lines.map(({ label }) => label));
  const x = (atS: number) => left + (atS / axis.lengthS) * (right - left);
  const marks: PhaseMark[] = axis.slots.map(({ name, role, fromS, toS }) => ({
    ...{ name, isTrigger: role === 'trigger', fromX: x(fromS), toX: x(toS), when: secondsText(fromS, toS) },
  }));
  const buckets = Math.max(40, Math.min(MOST_BUCKETS, Math.floor(MOST_POINTS / (4 * Math.max(1, lines.length)))));
  let y = ROW + 4;
  const drawn: Markup[] = [markup`<text class="title" x="0" y="18">${fit(words.title, WIDTH)}</text>`];
  let area: Area = { left, right, top: y, bottom: y };
  panels.forEach((panel, index) => {
    drawn.push(
      markup`<text class="soft" x="0" y="${at(y + 14)}">${fit(panel.heading + (scales[index]?.kind === 'log' ? '; log scale' : ''), WIDTH)}</text>`,
    );
    if (index === 0) drawn.push(phaseNames(marks, y + ROW + 14));
    const top = y + (index === 0 ? 2 * ROW : ROW) + 6;
    area = { left, right, top, bottom: top + PANEL_HEIGHT[panels.length] };
    const scale = scales[index] as Scale;
    drawn.push(panelIn(panel, scale, area, marks, { x, buckets, lengthS: axis.lengthS }));
    y = area.bottom + ROW;
  });
  drawn.push(timeTicks(linearScale(0, axis.lengthS, 1), axis.lengthS, area, y + 2));
  const key = ['seconds of load; shaded: the trigger', ...phaseKey(marks)];
  drawn.push(keyRows(key, y + 6));
  return { ...words, height: Math.ceil(y + 6 + key.length * ROW + 4), body: markup`${drawn}` };
}

function panelIn(
  panel: Panel,
  scale: Scale,
  area: Area,
  marks: readonly PhaseMark[],
  across: Omit<Place, 'y'>,
): Markup {
  const { left, right, top, bottom } = area;
  const place: Place = { ...across, y: (value) => bottom - scale.at(value) * (bottom - top) };
  const ends = panel.series.flatMap(({ arm, label, pieces }) => {
    const last = pieces.at(-1)?.at(-1);
    return last ? [{ arm, text: label, y: place.y(last.value) }] : [];
  });
  const offered = (panel.offered ?? []).map((piece) =>
    pathThrough(thin(piece, place).map(({ atS, value }) => [at(place.x(atS)), at(place.y(value))])),
  );
  const missing = (panel.missing ?? []).map(({ arm, seconds }, index) =>
    crossesAt(
      arm,
      apart(seconds.map(place.x)).map((x) => [x, top + 7 + index * 10]),
    ),
  );
  const isEmpty = panel.series.every(({ pieces }) => pieces.length === 0);
  return markup`${phaseGround(marks, top, bottom)}
${verticalAxis(scale, area)}
${offered.length > 0 ? markup`<path class="offered" d="${offered.join('')}"/>` : markup``}
${panel.series.map((one) => band(one, place))}
${panel.series.map((one) => line(one, place))}
${missing}
${isEmpty ? markup`<text class="middle" x="${at((left + right) / 2)}" y="${at((top + bottom) / 2)}">${fit(panel.empty, right - left)}</text>` : markup``}
${endLabels(ends, right, top, bottom)}`;
}

/** Those that are not too near to the one before. */
function apart(places: readonly number[]): number[] {
  const kept: number[] = [];
  for (const x of places) if (x - (kept.at(-1) ?? -Infinity) >= CROSS_EVERY) kept.push(x);
  return kept;
}

function scaleOf({ series, offered = [], isCount = false }: Panel): Scale {
  const values = series
    .flatMap(({ pieces, band }) => [
      ...pieces.flat().map(({ value }) => value),
      ...band.flat().flatMap(({ lowest, highest }) => [lowest, highest]),
    ])
    .concat(offered.flat().map(({ value }) => value));
  if (!isCount) return scaleFor(values);
  const [least, most] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [0, 0]);
  return linearScale(least ?? 0, most ?? 0, 1);
}
