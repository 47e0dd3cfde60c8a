import { READ_ROUTES } from '../../flows/reads-beside-checkouts.js';
import type { ArmName, Headline } from '../../lib/drill/drill.js';
import { median } from '../../lib/drill/medians.js';
import type { ArmRun } from '../../lib/drill/observation.js';
import { AGAIN, healthyName, slowName } from './phases.js';
import { mostWaiting, p99In, readShare, ROUTE_NAMES, slowPlacedShare, slowReadShare } from './readings.js';
import type { CascadeSize } from './sizes.js';

/** In the README's table. */
export const SHOWN = 'shipping slow: reads that were answered';

export function headlines(runs: Readonly<Record<ArmName, readonly ArmRun[]>>, size: CascadeSize): Headline[] {
  const rates = size.checkoutsPerSecond;
  const line = (name: string, unit: string, read: (of: ArmRun) => number | undefined): Headline => ({
    ...{ name, unit },
    values: Object.fromEntries(
      Object.entries(runs).map(([arm, of]) => [arm, median(of.flatMap((run) => read(run) ?? []))]),
    ),
  });
  const percent = (share: number | undefined) => (share === undefined ? undefined : share * 100);
  return [
    line(SHOWN, '%', (run) => percent(slowReadShare(run, size))),
    ...READ_ROUTES.flatMap((route) =>
      rates.flatMap((rate) =>
        [healthyName(rate), slowName(rate)].map((phase) =>
          line(`${ROUTE_NAMES[route]}, ${phase}: p99`, 'ms', (run) => p99In(run, phase, route)),
        ),
      ),
    ),
    line('shipping slow: checkouts that were placed', '%', (run) => percent(slowPlacedShare(run, size))),
    line('shipping slow: connections that wait in a transaction, at the most', 'connections', (run) =>
      mostWaiting(run, size),
    ),
    line(`${AGAIN}: reads that were answered`, '%', (run) => percent(readShare(run, AGAIN, size, rates[0] ?? 0))),
  ];
}
