import type { Arrivals, CheckedArrivals } from './job.js';
import { seededRandom } from './seeded-random.js';

interface Piece {
  durationMs: number;
  /** Arrivals per millisecond at its start and at its end. */
  from: number;
  to: number;
}

/**
 * Yields when each arrival is due, in milliseconds from the start, never falling.
 *
 * Arrivals of a unit rate (1, 2, 3 … for even spacing, sums of exponential steps for Poisson) are mapped through the inverse
 * of the cumulated rate, which makes the process of any changing rate (Çinlar 1975, Introduction to Stochastic Processes,
 * section 4.7).
 */
export function* schedule(arrivals: CheckedArrivals): Generator<number, void> {
  if (arrivals.kind === 'trace') {
    yield* arrivals.offsetsMs;
    return;
  }
  const step = stepsOf(arrivals.spacing);
  // Even spacing begins at the start, not one gap after it.
  let wanted = arrivals.spacing === 'even' ? 0 : step();
  let passedMs = 0;
  let passedArrivals = 0;
  for (const piece of piecesOf(arrivals)) {
    const holds = arrivalsIn(piece);
    // A rounding error is no arrival.
    for (; wanted < passedArrivals + holds - 1e-9; wanted += step())
      yield passedMs + timeOf(wanted - passedArrivals, piece);
    passedMs += piece.durationMs;
    passedArrivals += holds;
  }
}

/** How many arrivals there will be: exactly for even spacing and traces, the expectation for Poisson. */
export function plannedArrivals(arrivals: CheckedArrivals): number {
  if (arrivals.kind === 'trace') return arrivals.offsetsMs.length;
  return Math.ceil(piecesOf(arrivals).reduce((sum, piece) => sum + arrivalsIn(piece), 0) - 1e-9);
}

/** How long the arrivals take; a trace ends with its last one. */
export function plannedMs(arrivals: Arrivals): number {
  if (arrivals.kind === 'trace') return Math.max(1, arrivals.offsetsMs.at(-1) ?? 0);
  return piecesOf(arrivals).reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function piecesOf(arrivals: Exclude<Arrivals, { kind: 'trace' }>): Piece[] {
  if (arrivals.kind === 'constant') {
    const rate = arrivals.ratePerSecond / 1000;
    return [{ durationMs: arrivals.durationMs, from: rate, to: rate }];
  }
  let from = arrivals.fromRatePerSecond / 1000;
  return arrivals.stages.map(({ durationMs, toRatePerSecond }) => {
    const piece = { durationMs, from, to: toRatePerSecond / 1000 };
    from = piece.to;
    return piece;
  });
}

const arrivalsIn = ({ durationMs, from, to }: Piece): number => (durationMs * (from + to)) / 2;

/** Solves from·t + slope·t²/2 = count for t, in the form that loses no digits when the slope is small. */
function timeOf(count: number, { durationMs, from, to }: Piece): number {
  if (count === 0) return 0;
  const slope = (to - from) / durationMs;
  return (2 * count) / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * count)));
}

function stepsOf(spacing: 'even' | { kind: 'poisson'; seed: number }): () => number {
  if (spacing === 'even') return () => 1;
  const random = seededRandom(spacing.seed);
  return () => -Math.log(1 - random());
}
