import { READ_ROUTES } from '../../flows/reads-beside-checkouts.js';
import type { ArmName } from '../../lib/drill/drill.js';
import type { ArmRun } from '../../lib/drill/observation.js';
import { atLeast, atMost, type Check, exactly } from '../../lib/results/result.js';
import { figures } from './figures.js';
import { slowName } from './phases.js';
import { failedCheckouts, mostWaiting, p99Above, readShare, ROUTE_NAMES, slowReadShare } from './readings.js';
import type { CascadeSize } from './sizes.js';

/** Stands for a figure that is missing where the most is limited: no check holds with it. */
const MISSING = 1e9;
/** The size of the service's pool. */
const ALL_CONNECTIONS = 10;

export function verdict(runs: Readonly<Record<ArmName, readonly ArmRun[]>>, size: CascadeSize): Check[] {
  const { unprotected = [], protected: guarded = [] } = runs;
  const rates = size.checkoutsPerSecond;
  const found = guarded.map((run) => figures.parse(run.figures));
  const answered = guarded.flatMap((run) => rates.map((rate) => readShare(run, slowName(rate), size, rate) ?? 0));
  return [
    atMost(
      'unprotected, shipping slow: reads that were answered',
      percent(Math.max(...unprotected.map((run) => slowReadShare(run, size) ?? MISSING))),
      '%',
      50,
    ),
    atLeast(
      'unprotected, shipping slow: database connections that wait in a transaction, at the most',
      Math.min(...unprotected.map((run) => mostWaiting(run, size) ?? 0)),
      'connections',
      ALL_CONNECTIONS,
    ),
    atLeast(
      'protected, shipping slow: reads that were answered, at the worst rate',
      percent(Math.min(...answered)),
      '%',
      99,
    ),
    ...READ_ROUTES.map((route) =>
      atMost(
        `protected, shipping slow: p99 of ${ROUTE_NAMES[route]} above 110 % of the baseline, at the worst rate`,
        Number(Math.max(...rates.map((rate) => p99Above(guarded, route, rate) ?? MISSING)).toFixed(2)),
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
    exactly(
      'protected: runs in which it was not closed afterwards',
      found.filter(({ state }) => state !== 0).length,
      'runs',
      0,
    ),
  ];
}

const percent = (share: number): number => Number((share * 100).toFixed(2));
