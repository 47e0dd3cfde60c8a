import { READ_ROUTES, readsAmong } from '../../flows/reads-beside-checkouts.js';
import { median } from '../../lib/drill/medians.js';
import type { ArmRun, PhaseObservation } from '../../lib/drill/observation.js';
import { WAITING } from './figures.js';
import { healthyName, readPercent, slowName } from './phases.js';
import type { CascadeSize } from './sizes.js';

export type Route = (typeof READ_ROUTES)[number];

export const ROUTE_NAMES: Readonly<Record<Route, string>> = { orders: 'GET /orders', order: 'GET /orders/:id' };

const phaseOf = (run: ArmRun, name: string): PhaseObservation | undefined =>
  run.phases.find((phase) => phase.name === name);

const okOf = ({ load }: PhaseObservation, labels: readonly string[]): number =>
  load.labels.reduce((sum, { kind, label, count }) => sum + (kind === 'ok' && labels.includes(label) ? count : 0), 0);

const readsDueIn = ({ load }: PhaseObservation, size: CascadeSize, checkouts: number): number =>
  readsAmong(load.offered, readPercent(size, checkouts));

/** Reads that were answered in a phase, of those that were due. */
export function readShare(run: ArmRun, phase: string, size: CascadeSize, checkouts: number): number | undefined {
  const found = phaseOf(run, phase);
  // A warm-up in front of what is counted can make it one more.
  return found && Math.min(1, okOf(found, READ_ROUTES) / readsDueIn(found, size, checkouts));
}

/** With shipping slow, over all rates, of which each counts the same. */
export function slowReadShare(run: ArmRun, size: CascadeSize): number | undefined {
  const shares = size.checkoutsPerSecond.flatMap((rate) => readShare(run, slowName(rate), size, rate) ?? []);
  return shares.length === 0 ? undefined : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Checkouts that were placed with shipping slow, of those that were due. */
export function slowPlacedShare(run: ArmRun, size: CascadeSize): number | undefined {
  const slow = size.checkoutsPerSecond.flatMap((rate) => {
    const phase = phaseOf(run, slowName(rate));
    if (phase === undefined) return [];
    return { placed: okOf(phase, ['place-order']), due: phase.load.offered - readsDueIn(phase, size, rate) };
  });
  const due = slow.reduce((sum, one) => sum + one.due, 0);
  return due === 0 ? undefined : slow.reduce((sum, one) => sum + one.placed, 0) / due;
}

export const p99In = (run: ArmRun, phase: string, route: Route): number | undefined =>
  phaseOf(run, phase)?.load.labels.find(({ kind, label }) => kind === 'ok' && label === route)?.p99Ms;

/** Median over the repeats: p99 with shipping slow, above 110 % of that with as many checkouts and shipping well. */
export function p99Above(runs: readonly ArmRun[], route: Route, rate: number): number | null {
  return median(
    runs.flatMap((run) => {
      const [slow, well] = [p99In(run, slowName(rate), route), p99In(run, healthyName(rate), route)];
      return slow === undefined || well === undefined ? [] : [slow - 1.1 * well];
    }),
  );
}

/** Database connections that waited in a transaction while shipping was slow, at the most. */
export function mostWaiting(run: ArmRun, { checkoutsPerSecond }: CascadeSize): number | undefined {
  const slow = checkoutsPerSecond.flatMap((rate) => phaseOf(run, slowName(rate)) ?? []);
  const [first, last] = [slow[0], slow.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const read = run.probes.find(({ name }) => name === WAITING)?.readings ?? [];
  const during = read.filter(([atMs]) => atMs >= first.startsAtMs && atMs <= last.startsAtMs + last.durationMs);
  return during.length === 0 ? undefined : Math.max(...during.map(([, value]) => value));
}

/** All that did not end well, in any phase, and was no read. */
export const failedCheckouts = ({ phases }: ArmRun): number =>
  phases.reduce((sum, { load }) => {
    const failed = load.labels.filter(({ kind, label }) => kind !== 'ok' && !isRead(label));
    return sum + load.neverStarted + failed.reduce((more, { count }) => more + count, 0);
  }, 0);

const isRead = (label: string): boolean => READ_ROUTES.some((route) => label.startsWith(`${route} `));
