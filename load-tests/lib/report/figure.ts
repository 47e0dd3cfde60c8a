/** A measured value for people: about three digits, thousands apart, `–` for none. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return new Intl.NumberFormat('en-GB', { maximumFractionDigits: digitsAfterPoint(value) }).format(value);
}

function digitsAfterPoint(value: number): number {
  const size = Math.abs(value);
  if (size >= 100) return 0;
  if (size >= 10) return 1;
  if (size >= 1) return 2;
  return size === 0 ? 0 : Math.min(9, 2 - Math.floor(Math.log10(size)));
}

/** The lowest and the highest of repeats; empty where they do not differ. */
export function rangeText(spread: Spread | null): string {
  if (spread === null) return '';
  const [lowest, highest] = [figure(spread.lowest), figure(spread.highest)];
  return lowest === highest ? '' : `${lowest}–${highest}`;
}

/** Repeated measurements of one thing. */
export interface Spread {
  median: number;
  lowest: number;
  highest: number;
}
