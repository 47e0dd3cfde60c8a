/** All plots are this wide in their own units; a browser scales them. */
export const WIDTH = 640;

/** Font sizes: as drawn, and on a narrow screen, for which room is left everywhere. */
export const LARGEST_TEXT = 18;

/** From one line of text to the next. */
export const ROW = 22;

/** Of the wider sans-serif fonts, per size of the font. */
const CHARACTER = 0.6;

/** The most room that a text may take. */
export const widthOf = (text: string): number => text.length * CHARACTER * LARGEST_TEXT;

/** The text, or as much of it as fits. */
export function fit(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return `${text.slice(0, Math.max(0, Math.floor(width / (CHARACTER * LARGEST_TEXT)) - 1)).trimEnd()}…`;
}

/** Entries one after the other, in as many rows as they need. */
export function wrap(entries: readonly string[], width: number, between = ' · '): string[] {
  const rows: string[] = [];
  for (const entry of entries) {
    const row = rows.at(-1);
    if (row !== undefined && widthOf(row + between + entry) <= width) rows[rows.length - 1] = row + between + entry;
    else rows.push(fit(entry, width));
  }
  return rows;
}

/** Rounded to a tenth of a unit: nobody sees more, and files stay small. */
export const at = (value: number): number => Math.round(value * 10) / 10;
