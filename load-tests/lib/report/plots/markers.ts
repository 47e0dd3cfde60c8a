import { type Markup, markup } from '../markup.js';
import { at } from './layout.js';

type Point = readonly [number, number];

/** Full circle, open square, full triangle, open diamond: arms stay apart without colour. */
const SHAPES: readonly ((x: number, y: number) => string)[] = [
  (x, y) => `M${at(x - 3.5)},${y}a3.5,3.5 0 1 0 7,0a3.5,3.5 0 1 0 -7,0Z`,
  (x, y) => `M${at(x - 3.2)},${at(y - 3.2)}h6.4v6.4h-6.4Z`,
  (x, y) => `M${at(x - 4)},${at(y + 3.2)}h8l-4,-7.2Z`,
  (x, y) => `M${x},${at(y - 4.4)}l4.4,4.4l-4.4,4.4l-4.4,-4.4Z`,
];

/** @param arm position of the arm in the story */
export function markersAt(arm: number, points: readonly Point[]): Markup {
  if (points.length === 0) return markup``;
  const shape = SHAPES[arm % SHAPES.length] as (typeof SHAPES)[number];
  const path = points.map(([x, y]) => shape(at(x), at(y))).join('');
  const isOpen = arm % 2 === 1;
  return markup`<path class="${isOpen ? `open s${arm % 4}` : `f${arm % 4}`}" d="${path}"/>`;
}

/** A cross for each: something that should be there is not. */
export function crossesAt(arm: number, points: readonly Point[]): Markup {
  if (points.length === 0) return markup``;
  const path = points.map(([x, y]) => `M${at(x - 3)},${at(y - 3)}l6,6m0,-6l-6,6`).join('');
  return markup`<path class="line s${arm % 4}" d="${path}"/>`;
}
