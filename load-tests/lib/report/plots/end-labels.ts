import { type Markup, markup } from '../markup.js';
import { at, fit, ROW, widthOf } from './layout.js';
import { markersAt } from './markers.js';

/** A line's name, written where the line ends. */
export interface EndLabel {
  arm: number;
  text: string;
  y: number;
}

const MARKER_ROOM = 22;
const MOST_WIDTH = 190;

/** What is needed at the right of a plot for these labels. */
export function roomFor(labels: readonly string[]): number {
  return labels.length === 0 ? 10 : MARKER_ROOM + Math.min(MOST_WIDTH, Math.max(...labels.map(widthOf)));
}

/** Beside their lines' ends, but never on one another. */
export function endLabels(labels: readonly EndLabel[], x: number, top: number, bottom: number): Markup {
  return markup`${spreadOut(labels, top, bottom).map(
    ({ arm, text, y }) =>
      markup`${markersAt(arm, [[x + 11, y]])}<text class="f${arm % 4}" x="${at(x + 20)}" y="${at(y + 5)}">${fit(text, MOST_WIDTH)}</text>`,
  )}`;
}

/** Moves labels down where they would touch, and all of them up again where the last would leave the plot. */
export function spreadOut(labels: readonly EndLabel[], top: number, bottom: number): EndLabel[] {
  const sorted = labels.toSorted((a, b) => a.y - b.y).map((label) => ({ ...label, y: Math.max(top, label.y) }));
  sorted.forEach((label, index) => {
    label.y = Math.max(label.y, (sorted[index - 1]?.y ?? -Infinity) + ROW);
  });
  for (let index = sorted.length - 1; index >= 0; index -= 1) {
    const label = sorted[index] as EndLabel;
    label.y = Math.min(label.y, (sorted[index + 1]?.y ?? bottom + ROW) - ROW);
  }
  return sorted;
}
