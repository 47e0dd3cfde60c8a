import type { ArmName, Headline } from '../../lib/drill/drill.js';
import { median, medianOf, p50Of, p99Of } from '../../lib/drill/medians.js';
import type { ArmRun } from '../../lib/drill/observation.js';
import { figures, type Figures } from './figures.js';
import { PHASES, WINDOWS } from './phases.js';
import { allP99, goodShare, medianWindow, phaseOf } from './readings.js';
import type { CircuitBreakerSize } from './sizes.js';

/** In the README's table. */
export const SHOWN = 'carriers hang: placed within 2 s';

export function headlines(runs: Readonly<Record<ArmName, readonly ArmRun[]>>, size: CircuitBreakerSize): Headline[] {
  const line = (name: string, unit: string, read: (of: readonly ArmRun[]) => number | null): Headline => ({
    ...{ name, unit },
    values: Object.fromEntries(Object.entries(runs).map(([arm, of]) => [arm, read(of)])),
  });
  const each = (name: string, unit: string, read: (of: Figures) => number | null) =>
    line(name, unit, (of) =>
      median(
        of.flatMap((run) => {
          const parsed = figures.safeParse(run.figures);
          return (parsed.success ? read(parsed.data) : null) ?? [];
        }),
      ),
    );
  const percent = (phase: string) => (of: readonly ArmRun[]) =>
    median(of.flatMap((run) => goodShare(run, phase) ?? []).map((share) => share * 100));
  const [rate, most] = [size.ratePerSecond, size.carriesPerSecond];
  return [
    line(`${most}/s, ${PHASES.healthy}: p99`, 'ms', (of) => medianOf(of, PHASES.carries, p99Of)),
    line(`${rate}/s, ${PHASES.healthy}: p99`, 'ms', (of) => medianOf(of, PHASES.healthy, p99Of)),
    line(`${rate}/s, ${PHASES.atOnce}: p50`, 'ms', (of) => medianOf(of, PHASES.atOnce, p50Of)),
    line(`${rate}/s, ${PHASES.atOnce}: p99`, 'ms', (of) => medianOf(of, PHASES.atOnce, p99Of)),
    line(SHOWN, '%', percent(PHASES.hang)),
    line('carriers hang: p99 of all checkouts', 'ms', (of) =>
      median(of.flatMap((run) => allP99(run, PHASES.hang) ?? [])),
    ),
    line('carriers hang, until the circuits were open: p99', 'ms', (of) => medianWindow(of, WINDOWS.untilOpen)),
    line('carriers hang, circuits open: p50', 'ms', (of) => medianWindow(of, WINDOWS.open, 'p50Ms')),
    line('carriers hang, circuits open: p99', 'ms', (of) => medianWindow(of, WINDOWS.open)),
    line('carriers hang: the longest of all', 'ms', (of) =>
      median(of.flatMap((run) => phaseOf(run, PHASES.hang)?.load.latency.all?.maxMs ?? [])),
    ),
    each('until all circuits were open', 's', ({ circuits }) => circuits.openedAfterSeconds),
    each('until they were closed again', 's', ({ circuits }) => circuits.closedAfterSeconds),
    each('sockets to the carriers before', 'sockets', ({ sockets }) => sockets.before),
    each('sockets to the carriers while they hang, at the most', 'sockets', ({ sockets }) => sockets.hang),
    line('carriers back: placed in time', '%', percent(PHASES.back)),
    each('orders with an estimated cost', 'orders', ({ ledger }) => ledger?.estimated ?? null),
    each('until all were reconciled, from the end of the trigger', 's', ({ restSeconds }) => restSeconds),
  ];
}
