/** Where a value lies on an axis, and at which values a line helps to read it. */
export interface Scale {
  kind: 'linear' | 'log';
  ticks: readonly number[];
  /** From 0 at the start of the axis to 1 at its end; what lies outside is moved to the nearer end. */
  at: (value: number) => number;
}

/** From this ratio on a linear axis would press the small values flat. */
const LOG_FROM_RATIO = 30;
const MOST_TICKS = 6;
/** With 2 and 5 between the powers of ten, which say more than the powers alone. */
const MOST_LOG_TICKS = 8;

/** Logarithmic when the values are far apart and all above zero, else linear and with zero on it. */
export function scaleFor(values: Iterable<number>): Scale {
  let [least, most, count] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (count === 0) return linearScale(0, 1);
  return least > 0 && most / least >= LOG_FROM_RATIO ? logScale(least, most) : linearScale(least, most);
}

/**
 * Steps of 1, 2 or 5 times a power of ten. Zero is always on it, so that twice as high is twice as much.
 * @param smallestStep 1 for what is counted
 */
export function linearScale(least: number, most: number, smallestStep = 0): Scale {
  const from = Math.min(0, least);
  const to = Math.max(0, most) === from ? from + 1 : Math.max(0, most);
  const step = Math.max(smallestStep, stepAbove((to - from) / (MOST_TICKS - 1)));
  const [first, last] = [Math.floor(from / step), Math.ceil(to / step - 1e-9)];
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => rounded((first + index) * step));
  return { kind: 'linear', ticks, at: between(first * step, last * step, (value) => value) };
}

/** @param least above 0 */
export function logScale(least: number, most: number): Scale {
  const from = stepBelow(least);
  const above = stepAbove(most);
  const to = above > from ? above : stepAbove(from * 1.5);
  return { kind: 'log', ticks: logTicks(from, to), at: between(from, to, Math.log10) };
}

/** 1, 2, 5, 10 …; powers of ten alone, or every second or third of them, where those would be too many. */
function logTicks(from: number, to: number): number[] {
  const powers: number[] = [];
  for (let power = Math.floor(Math.log10(from) + 1e-9); power <= Math.log10(to) + 1e-9; power += 1) powers.push(power);
  const all = powers.flatMap((power) => [1, 2, 5].map((digit) => rounded(digit * 10 ** power)));
  const shown = all.filter((tick) => tick >= from * 0.999 && tick <= to * 1.001);
  if (shown.length <= MOST_LOG_TICKS) return shown;
  const tens = shown.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
  const stride = Math.ceil(tens.length / MOST_TICKS);
  return tens.filter((_, index) => index % stride === 0);
}

function between(from: number, to: number, measure: (value: number) => number): (value: number) => number {
  const [start, end] = [measure(from), measure(to)];
  return (value) => {
    const share = (measure(Math.min(to, Math.max(from, value))) - start) / (end - start);
    return Number.isFinite(share) ? share : 0;
  };
}

/** The smallest of 1, 2, 5 times a power of ten that is not below. */
function stepAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return rounded(([1, 2, 5, 10].find((digit) => digit * power >= value * (1 - 1e-9)) ?? 10) * power);
}

/** The largest of 1, 2, 5 times a power of ten that is not above. */
function stepBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return rounded(([5, 2, 1].find((digit) => digit * power <= value * (1 + 1e-9)) ?? 1) * power);
}

/** Without the last bits that steps of 0.1 gather. */
const rounded = (value: number): number => Number(value.toPrecision(12));

/** The ticks' texts, at most six characters each from 0.001 up. */
export function tickTexts({ kind, ticks }: Pick<Scale, 'kind' | 'ticks'>): string[] {
  const largest = Math.max(...ticks.map(Math.abs));
  return ticks.map((value) => tickText(value, kind === 'log' ? Math.abs(value) : largest));
}

function tickText(value: number, size: number): string {
  const [unit, letter] = UNITS.find(([, , from]) => size >= from) ?? [1, ''];
  if (size >= 1e15 || (size > 0 && size < 1e-3)) return value.toExponential(0);
  return (
    new Intl.NumberFormat('en-GB', { maximumFractionDigits: 3 }).format(value / unit) + (value === 0 ? '' : letter)
  );
}

/** How much it is, its letter, and from which size on it is used. */
const UNITS = [
  [1e12, 'T', 1e12],
  [1e9, 'G', 1e9],
  [1e6, 'M', 1e6],
  [1e3, 'k', 1e5],
] as const;
