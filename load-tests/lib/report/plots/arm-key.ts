import { type Markup, markup } from '../markup.js';
import { at, fit, ROW, WIDTH, widthOf } from './layout.js';
import { markersAt } from './markers.js';

const MARKER_ROOM = 18;
const BETWEEN = 24;

/** The arms with their markers, one after the other, for plots in which they cannot be named where they are drawn. */
export function armKey(names: readonly string[], baseline: number): { body: Markup; rows: number } {
  let [x, row] = [0, 0];
  const entries = names.map((name, arm) => {
    const text = fit(name, WIDTH - MARKER_ROOM);
    if (x > 0 && x + MARKER_ROOM + widthOf(text) > WIDTH) [x, row] = [0, row + 1];
    const y = baseline + row * ROW;
    const entry = markup`${markersAt(arm, [[x + 6, y - 5]])}<text class="f${arm % 4}" x="${at(x + MARKER_ROOM)}" y="${y}">${text}</text>`;
    x += MARKER_ROOM + widthOf(text) + BETWEEN;
    return entry;
  });
  return { body: markup`${entries}`, rows: row + 1 };
}
