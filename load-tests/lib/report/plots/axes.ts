import { type Markup, markup } from '../markup.js';
import { at, widthOf } from './layout.js';
import { type Scale, tickTexts } from './scale.js';

/** What is needed at the left of a plot for these scales' numbers. */
export const roomForTicks = (scales: readonly Scale[]): number =>
  Math.max(...scales.flatMap((scale) => tickTexts(scale).map(widthOf))) + 10;

export interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A line and a number for each tick of the vertical axis. */
export function verticalAxis(scale: Scale, { left, right, top, bottom }: Area): Markup {
  const texts = tickTexts(scale);
  return markup`${scale.ticks.map((tick, index) => {
    const y = at(bottom - scale.at(tick) * (bottom - top));
    return markup`<path class="grid" d="M${at(left)},${y}H${at(right)}"/><text class="end soft" x="${at(left - 7)}" y="${at(y + 5)}">${texts[index] ?? ''}</text>`;
  })}`;
}

/** Whole seconds below the plot, and what they are at its right end. */
export function timeTicks(scale: Scale, lengthS: number, { left, right, bottom }: Area, baseline: number): Markup {
  const texts = tickTexts(scale);
  return markup`<path class="axis" d="M${at(left)},${at(bottom)}H${at(right)}"/>${scale.ticks.map((tick, index) => {
    if (tick > lengthS) return markup``;
    const x = at(left + (tick / lengthS) * (right - left));
    return markup`<path class="axis" d="M${x},${at(bottom)}v5"/><text class="middle soft" x="${x}" y="${at(baseline)}">${texts[index] ?? ''}</text>`;
  })}`;
}
