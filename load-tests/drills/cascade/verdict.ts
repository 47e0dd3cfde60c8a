import { READ_ROUTES, readsAmong } from '../../flows/reads-beside-checkouts.js';
import type { ArmName, Headline } from '../../lib/drill/drill.js';
import { median } from '../../lib/drill/medians.js';
import type { ArmRun, PhaseObservation } from '../../lib/drill/observation.js';
import { atLeast, atMost, type Check, exactly } from '../../lib/results/result.js';
import { figures, type Figures, WAITING } from './figures.js';
import { AGAIN, healthyName, readPercent, slowName } from './phases.js';
import type { CascadeSize } from './sizes.js';

type Runs = Readonly<Record<ArmName, readonly ArmRun[]>>;
type Route = (typeof READ_ROUTES)[number];

/** Stands for a figure that is missing where the most is limited: no check holds with it. */
const MISSING = 1e9;
const ROUTE_NAMES: Readonly<Record<Route, string>> = { orders: 'GET /orders', order: 'GET /orders/:id' };

/** In the README's table. */
export const SHOWN = 'shipping slow: reads that were answered';

export function verdict(runs: Runs, size: CascadeSize): Check[] {
  const { unprotected = [], protected: guarded = [] } = runs;
  const rates = size.checkoutsPerSecond;
  const found = guarded.map((run) => figures.parse(run.figures));
  const answeredAtRate = (of: readonly ArmRun[], checkouts: number) =>
    of.map((run) => readShare(run, [slowName(checkouts)], checkouts) ?? 0);
  return [
    atMost(
      'unprotected, shipping slow: reads that were answered',
      percent(Math.max(...unprotected.map((run) => slowShare(run, rates) ?? MISSING))),
      '%',
      50,
    ),
    atLeast(
      'unprotected, shipping slow: database connections that wait in a transaction, at the most',
      Math.min(...unprotected.map((run) => mostWaiting(run, rates) ?? 0)),
      'connections',
      10,
    ),
    atLeast(
      'protected, shipping slow: reads that were answered, at the worst rate',
      percent(Math.min(...rates.flatMap((checkouts) => answeredAtRate(guarded, checkouts)))),
      '%',
      99,
    ),
    ...READ_ROUTES.map((route) =>
      atMost(
        `protected, shipping slow: p99 of ${ROUTE_NAMES[route]} above 110 % of the baseline, at the worst rate`,
        Number(Math.max(...rates.map((rate) => above(guarded, route, rate) ?? MISSING)).toFixed(2)),
        'ms',
        size.limits.noiseMs,
      ),
    ),
    exactly(
      'protected: checkouts that failed, in all phases',
      guarded.reduce((sum, run) => sum + failedCheckouts(run), 0),
      'orders',
      0,
    ),
    atLeast(
      'protected: times that the circuit to shipping opened',
      Math.min(...found.map(({ opened }) => opened ?? 0)),
      'times',
      1,
    ),
    exactly('protected: runs in which it was not closed afterwards', found.filter(isNotClosed).length, 'runs', 0),
  ];
}

export function headlines(runs: Runs, size: CascadeSize): Headline[] {
  const rates = size.checkoutsPerSecond;
  const line = (name: string, unit: string, read: (of: ArmRun) => number | undefined): Headline => ({
    ...{ name, unit },
    values: Object.fromEntries(
      Object.entries(runs).map(([arm, of]) => [arm, median(of.flatMap((run) => read(run) ?? []))]),
    ),
  });
  const share = (value: number | undefined) => (value === undefined ? undefined : value * 100);
  return [
    line(SHOWN, '%', (run) => share(slowShare(run, rates))),
    ...READ_ROUTES.flatMap((route) =>
      rates.flatMap((rate) => [
        line(`${ROUTE_NAMES[route]}, ${healthyName(rate)}: p99`, 'ms', (run) => p99(run, healthyName(rate), route)),
        line(`${ROUTE_NAMES[route]}, ${slowName(rate)}: p99`, 'ms', (run) => p99(run, slowName(rate), route)),
      ]),
    ),
    line('shipping slow: checkouts that were placed', '%', (run) => share(placedShare(run, rates))),
    line('shipping slow: connections that wait in a transaction, at the most', 'connections', (run) =>
      mostWaiting(run, rates),
    ),
    line(`${AGAIN}: reads that were answered`, '%', (run) => share(readShare(run, [AGAIN], rates[0] ?? 0))),
  ];
}

const phaseOf = (run: ArmRun, name: string): PhaseObservation | undefined =>
  run.phases.find((phase) => phase.name === name);

const okOf = ({ load }: PhaseObservation, labels: readonly string[]): number =>
  load.labels.reduce((sum, { kind, label, count }) => sum + (kind === 'ok' && labels.includes(label) ? count : 0), 0);

/** Reads that were answered, of those that were due. */
function readShare(run: ArmRun, names: readonly string[], checkouts: number): number | undefined {
  const found = names.flatMap((name) => phaseOf(run, name) ?? []);
  const due = found.reduce((sum, { load }) => sum + readsAmong(load.offered, readPercent(checkouts)), 0);
  // A warm-up in front of what is counted can make it one more.
  return due === 0 ? undefined : Math.min(1, found.reduce((sum, phase) => sum + okOf(phase, READ_ROUTES), 0) / due);
}

/** Over all rates, of which each counts the same. */
function slowShare(run: ArmRun, rates: readonly number[]): number | undefined {
  const shares = rates.flatMap((rate) => readShare(run, [slowName(rate)], rate) ?? []);
  return shares.length === 0 ? undefined : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function placedShare(run: ArmRun, rates: readonly number[]): number | undefined {
  const slow = rates.flatMap((rate) => phaseOf(run, slowName(rate)) ?? []);
  const [ok, due] = slow.reduce(
    ([placed, all], phase, index) => [
      placed + okOf(phase, ['place-order']),
      all + phase.load.offered - readsAmong(phase.load.offered, readPercent(rates[index] ?? 0)),
    ],
    [0, 0] as [number, number],
  );
  return due === 0 ? undefined : ok / due;
}

const p99 = (run: ArmRun, phase: string, route: Route): number | undefined =>
  phaseOf(run, phase)?.load.labels.find(({ kind, label }) => kind === 'ok' && label === route)?.p99Ms;

/** Median over the repeats: p99 with shipping slow, above 110 % of that with as many checkouts and shipping well. */
function above(runs: readonly ArmRun[], route: Route, rate: number): number | null {
  return median(
    runs.flatMap((run) => {
      const [slow, well] = [p99(run, slowName(rate), route), p99(run, healthyName(rate), route)];
      return slow === undefined || well === undefined ? [] : [slow - 1.1 * well];
    }),
  );
}

function mostWaiting(run: ArmRun, rates: readonly number[]): number | undefined {
  const slow = rates.flatMap((rate) => phaseOf(run, slowName(rate)) ?? []);
  const [first, last] = [slow[0], slow.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const read = run.probes.find(({ name }) => name === WAITING)?.readings ?? [];
  const during = read.filter(([atMs]) => atMs >= first.startsAtMs && atMs <= last.startsAtMs + last.durationMs);
  return during.length === 0 ? undefined : Math.max(...during.map(([, value]) => value));
}

/** All that did not end well and is no read. */
const failedCheckouts = ({ phases }: ArmRun): number =>
  phases.reduce((sum, { load }) => {
    const failed = load.labels.filter(({ kind, label }) => kind !== 'ok' && !isRead(label));
    return sum + load.neverStarted + failed.reduce((more, { count }) => more + count, 0);
  }, 0);

const isRead = (label: string): boolean => READ_ROUTES.some((route) => label.startsWith(`${route} `));

const isNotClosed = ({ state }: Figures): boolean => state !== 0;
const percent = (share: number): number => Number((share * 100).toFixed(2));
