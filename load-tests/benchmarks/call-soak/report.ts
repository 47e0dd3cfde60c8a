import { atLeast, atMost, type Check, exactly } from '../../lib/results/result.js';
import type { LoadResult } from '../../lib/load/index.js';
import { type Counts, more, total } from './counts.js';
import type { Measured } from './measure.js';
import { columnsOf, HOPS } from './samples.js';
import { PROCESSES, type ProcessName } from './stage.js';

const CONDITIONS =
  'Orders come in at a constant rate while the carriers are well, and then fail in seven ways one after the other, first for some ' +
  'of the requests and then for all, again and again; two requests of a hundred are never answered at all. What orders and ' +
  'shipping hold open is read at rest, after a warm-up cycle and after the load, when no connection is kept for later any ' +
  'more: of each kind the lowest level that lasted for three readings.';

/** What a process has more of than before, by kind. */
export interface Growth {
  descriptors: Counts;
  handles: Counts;
  resources: Counts;
}

export interface CallSoakReport {
  arms: { conditions: string; shop: Record<string, unknown> };
  checks: Check[];
}

export function callSoakReport(measured: Measured): CallSoakReport {
  const { cycles, warmUp, load, samples, before, after, hits, left, restSeconds, settledSeconds, ledger } = measured;
  const processes = PROCESSES.map((process) => [
    process,
    {
      ...{ before: before[process], after: after[process], more: growthOf(measured, process) },
      heap: heapOf(measured, process),
    },
  ]);
  const failed = failedOf(warmUp) + failedOf(load);
  return {
    arms: {
      conditions: CONDITIONS,
      shop: {
        ...{ cycles, hits, ledger, restSeconds, settledSeconds },
        warmUp: figuresOf(warmUp),
        load: figuresOf(load),
        ...(Object.fromEntries(processes) as Record<string, unknown>),
        samples: columnsOf(samples),
      },
    },
    checks: [
      ...PROCESSES.flatMap((process) => processChecks(measured, process)),
      exactly('checkouts that failed', failed, 'orders', 0),
      atLeast('requests hit by the fault that hit the fewest', Math.min(...Object.values(hits)), 'requests', 1),
      exactly('orders, estimates and events under way at the end', left, 'rows', 0),
      atLeast('orders with an estimated cost', ledger.estimated, 'orders', 1),
      exactly('of them still to be reconciled', ledger.pending, 'orders', 0),
      exactly('of them not reconciled exactly once', ledger.wrong, 'orders', 0),
      exactly('orders without exactly one label', ledger.wrongLabels, 'orders', 0),
    ],
  };
}

/** What grew, by kind, and the heap, for people. */
export function describeProcesses(measured: Measured): string {
  return PROCESSES.map((process) => {
    const { descriptors, handles, resources } = growthOf(measured, process);
    const grown = Object.entries({ ...descriptors, ...handles, ...resources });
    const text =
      grown.length === 0 ? 'nothing more than before' : grown.map(([kind, n]) => `${n} more ${kind}`).join(', ');
    const { beforeMb, afterMb, perCycleMb } = heapOf(measured, process);
    return `  ${process.padEnd(8)}  ${text}; heap ${beforeMb} MB, then ${afterMb} MB: ${perCycleMb} MB a cycle`;
  }).join('\n');
}

function processChecks(measured: Measured, process: ProcessName): Check[] {
  const { descriptors, handles, resources } = growthOf(measured, process);
  const none = (what: string, value: number, unit: string) =>
    atMost(`${process}: ${what}, more than before`, value, unit, 0);
  return [
    none(HOPS[process], descriptors[HOPS[process]] ?? 0, 'sockets'),
    none('open descriptors of each kind', total(descriptors), 'descriptors'),
    none('active handles of each type', total(handles), 'handles'),
    none('active resources of each type', total(resources), 'resources'),
    exactly(`${process}: calls in flight`, measured.after[process].callsInFlight, 'calls', 0),
  ];
}

function growthOf({ before, after }: Measured, process: ProcessName): Growth {
  const [then, now] = [before[process], after[process]];
  return {
    descriptors: more(then.descriptors, now.descriptors),
    handles: more(then.handles, now.handles),
    resources: more(then.resources, now.resources),
  };
}

/** Told, and not judged: a heap at rest holds what nobody has collected yet. */
function heapOf({ before, after, samples, cycles }: Measured, process: ProcessName) {
  const [beforeMb, afterMb] = [before[process].heapMb, after[process].heapMb];
  const inCycle = (cycle: number) => samples.filter((sample) => sample.cycle === cycle);
  return {
    ...{ beforeMb, afterMb, perCycleMb: Number(((afterMb - beforeMb) / cycles).toFixed(2)) },
    /** In the samples of each cycle. */
    lowestMb: Array.from({ length: cycles }, (_, index) => {
      const seen = inCycle(index + 1).map(({ readings }) => readings[process].heapMb);
      return seen.length === 0 ? null : Math.min(...seen);
    }),
  };
}

/** Those that were due and never placed, whatever the reason. */
const failedOf = ({ offered, ok }: LoadResult): number => offered - ok;

function figuresOf({ offered, ok, refused, failed, neverStarted, labels, latency, kept, reason }: LoadResult) {
  const outcomes = labels.map(({ kind, label, count }) => ({ kind, label, count }));
  return { offered, ok, refused, failed, neverStarted, kept, reason, outcomes, latency: latency.ok };
}
