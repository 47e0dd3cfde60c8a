import type { ArmName } from '../../lib/drill/drill.js';
import type { ArmRun } from '../../lib/drill/observation.js';
import { atLeast, atMost, type Check, exactly } from '../../lib/results/result.js';
import { figures, type Figures } from './figures.js';
import { PHASES, WINDOWS } from './phases.js';
import { added, allP99, failedIn, goodShare, medianWindow, shareOfCarried } from './readings.js';
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
    exactly(
      'protected: checkouts that failed, in all phases',
      guarded.reduce((total, run) => total + failedIn(run), 0),
      'orders',
      0,
    ),
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

const difference = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one - other;

const three = (value: number): number => Number(value.toFixed(3));
