import { type Markup, markup } from '../markup.js';
import { figure } from '../figure.js';
import { at, ROW, widthOf, WIDTH, wrap } from './layout.js';

/** A stretch of the horizontal axis that belongs to one phase. */
export interface PhaseMark {
  name: string;
  isTrigger: boolean;
  fromX: number;
  toX: number;
  /** In words, for the key: `10–40 s`. */
  when?: string;
}

export const secondsText = (fromS: number, toS: number): string => `${figure(fromS)}–${figure(toS)} s`;

const hasRoom = (marks: readonly PhaseMark[]): boolean =>
  marks.every(({ name, fromX, toX }) => widthOf(name) + 8 <= toX - fromX);

/** The names above the plot where all of them fit, else numbers, which the key below explains. */
export function phaseNames(marks: readonly PhaseMark[], baseline: number): Markup {
  const named = hasRoom(marks);
  let free = -Infinity;
  return markup`${marks.map(({ name, fromX, toX }, index) => {
    const text = named ? name : String(index + 1);
    const middle = (fromX + toX) / 2;
    // Phases of a second in a run of many minutes: their numbers would lie on one another.
    if (middle - widthOf(text) / 2 < free) return markup``;
    free = middle + widthOf(text) / 2 + 4;
    return markup`<text class="middle soft" x="${at(middle)}" y="${at(baseline)}">${text}</text>`;
  })}`;
}

/** Rows of the key; none where the names themselves stand above the plot. */
export function phaseKey(marks: readonly PhaseMark[]): string[] {
  if (hasRoom(marks)) return [];
  return wrap(
    marks.map(({ name, when }, index) => `${index + 1}: ${name}${when === undefined ? '' : ` (${when})`}`),
    WIDTH,
  );
}

export const keyRows = (rows: readonly string[], top: number): Markup =>
  markup`${rows.map((row, index) => markup`<text class="soft" x="0" y="${at(top + (index + 1) * ROW - 6)}">${row}</text>`)}`;

/** The trigger shaded, and a line wherever a phase begins. */
export function phaseGround(marks: readonly PhaseMark[], top: number, bottom: number): Markup {
  const height = at(bottom - top);
  return markup`${marks.map(({ isTrigger, fromX, toX }, index) => {
    const shade = isTrigger
      ? markup`<rect class="shade" x="${at(fromX)}" y="${at(top)}" width="${at(toX - fromX)}" height="${height}"/>`
      : markup``;
    return index === 0
      ? shade
      : markup`${shade}<path class="axis" stroke-dasharray="2 3" d="M${at(fromX)},${at(top)}v${height}"/>`;
  })}`;
}
