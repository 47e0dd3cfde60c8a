import type { ArmName, Headline } from '../../lib/drill/drill.js';
import { median, medianOf, p50Of, p99Of } from '../../lib/drill/medians.js';
import type { ArmRun, PhaseObservation } from '../../lib/drill/observation.js';
import { atLeast, atMost, type Check, exactly } from '../../lib/results/result.js';
import { figures, type Figures } from './figures.js';
import { PHASES, WINDOWS } from './phases.js';
import { CARRIER_DEADLINE_MS, type CircuitBreakerSize, QUOTE_DEADLINE_MS } from './sizes.js';

type Runs = Readonly<Record<ArmName, readonly ArmRun[]>>;

/** Stands for a figure that is missing where the most is limited: no check holds with it. */
const MISSING = 1e9;
const SHARE_CARRIED = 0.6;
/** Messages that shipping handles at the same time, with each of three carriers. */
const KEPT_FOR_LABELS = 3 * 16;

export function verdict(runs: Runs, size: CircuitBreakerSize): Check[] {
  const { unprotected = [], protected: guarded = [] } = runs;
  const { limits } = size;
  const found = guarded.map((run) => figures.parse(run.figures));
  const worst = (read: (of: Figures) => number | null) => Math.max(...found.map((of) => read(of) ?? MISSING));
  const sum = (read: (of: Figures) => number) => found.reduce((total, of) => total + read(of), 0);
  return [
    atMost(
      'load, of what the healthy shop carried',
      three(Math.max(...[...unprotected, ...guarded].map((run) => shareOfCarried(run) ?? MISSING))),
      'share',
      SHARE_CARRIED,
    ),
    atMost(
      'unprotected, carriers hang: orders placed in time, of those that were tried',
      three(Math.max(...unprotected.map((run) => goodShare(run, PHASES.hang) ?? MISSING))),
      'share',
      0.5,
    ),
    atLeast(
      'unprotected, carriers hang: p99 of all checkouts',
      three(Math.min(...unprotected.map((run) => allP99(run, PHASES.hang) ?? 0)) / 1_000),
      's',
      limits.slowSeconds,
    ),
    exactly('protected: checkouts that failed, in all phases', guarded.reduce(failedIn, 0), 'orders', 0),
    atMost(
      'protected: until all circuits were open, at the longest',
      worst(({ circuits }) => circuits.openedAfterSeconds),
      's',
      size.openWithinMs / 1_000,
    ),
    atMost(
      'protected, until then: p99 of a checkout',
      three(medianWindow(guarded, WINDOWS.untilOpen) ?? MISSING),
      'ms',
      QUOTE_DEADLINE_MS + limits.waitedMs,
    ),
    atMost(
      'protected, until then: p99 above that with carriers that answer at once',
      three(added(guarded, WINDOWS.untilOpen) ?? MISSING),
      'ms',
      CARRIER_DEADLINE_MS + limits.waitedMs,
    ),
    atMost(
      'protected, circuits open: p99 above that with carriers that answer at once',
      three(added(guarded, WINDOWS.open) ?? MISSING),
      'ms',
      limits.openMs,
    ),
    atMost(
      'protected: from the end of the trigger until all circuits were closed, at the longest',
      worst(({ circuits }) => circuits.closedAfterSeconds),
      's',
      limits.closeSeconds,
    ),
    atMost(
      'protected, circuits open: sockets to the carriers, above the most before the trigger',
      worst(({ sockets }) => difference(sockets.open, sockets.before)),
      'sockets',
      0,
    ),
    // Labels that were put off are booked sixteen at a time; each carrier's pool keeps the connections for more than a minute.
    atMost(
      'protected, at rest again: sockets to the carriers, above the most before the trigger',
      worst(({ sockets }) => difference(sockets.afterwards, sockets.before)),
      'sockets',
      KEPT_FOR_LABELS,
    ),
    exactly(
      'protected, at rest again: calls to the carriers in flight',
      sum(({ inFlight }) => inFlight ?? MISSING),
      'calls',
      0,
    ),
    atLeast(
      'orders with an estimated cost',
      Math.min(...found.map(({ ledger }) => ledger?.estimated ?? 0)),
      'orders',
      1,
    ),
    exactly(
      'of them still to be reconciled',
      sum(({ ledger }) => ledger?.pending ?? MISSING),
      'orders',
      0,
    ),
    exactly(
      'of them not reconciled exactly once',
      sum(({ ledger }) => ledger?.wrong ?? MISSING),
      'orders',
      0,
    ),
    exactly(
      'orders without exactly one label',
      sum(({ ledger }) => ledger?.wrongLabels ?? MISSING),
      'orders',
      0,
    ),
  ];
}

export function headlines(runs: Runs, size: CircuitBreakerSize): Headline[] {
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

/** In the README's table. */
export const SHOWN = 'carriers hang: placed within 2 s';

const phaseOf = (run: ArmRun, name: string): PhaseObservation | undefined =>
  run.phases.find((phase) => phase.name === name);

function shareOfCarried(run: ArmRun): number | undefined {
  const [tried, carried] = [phaseOf(run, PHASES.hang), phaseOf(run, PHASES.carries)];
  return tried && carried && tried.load.offeredPerSecond / carried.load.goodputPerSecond;
}

function goodShare(run: ArmRun, name: string): number | undefined {
  const phase = phaseOf(run, name);
  return phase && phase.load.goodputPerSecond / phase.load.offeredPerSecond;
}

const allP99 = (run: ArmRun, name: string): number | undefined => phaseOf(run, name)?.load.latency.all?.p99Ms;

const failedIn = (sum: number, { phases }: ArmRun): number =>
  phases.reduce((more, { load }) => more + load.failed + load.refused + load.neverStarted, sum);

function inWindow(run: ArmRun, window: string, percentile: 'p50Ms' | 'p99Ms' = 'p99Ms'): number | undefined {
  const labels = phaseOf(run, PHASES.hang)?.load.labels ?? [];
  return labels.find(({ kind, label }) => kind === 'ok' && label === window)?.[percentile];
}

const medianWindow = (runs: readonly ArmRun[], window: string, percentile?: 'p50Ms' | 'p99Ms'): number | null =>
  median(runs.flatMap((run) => inWindow(run, window, percentile) ?? []));

/** Median over the repeats: p99 in a window of the trigger, above p99 with carriers that cost no time, in the same run. */
function added(runs: readonly ArmRun[], window: string): number | null {
  return median(
    runs.flatMap((run) => {
      const [there, baseline] = [inWindow(run, window), phaseOf(run, PHASES.atOnce)];
      const p99Ms = baseline && p99Of(baseline);
      return there === undefined || !p99Ms ? [] : [there - p99Ms];
    }),
  );
}

const difference = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one - other;

const three = (value: number): number => Number(value.toFixed(3));
