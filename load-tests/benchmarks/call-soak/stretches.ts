import { setTimeout as delay } from 'node:timers/promises';
import {
  type Fault,
  FAULT_KINDS,
  type FaultControl,
  type FaultKind,
  GARBAGE_SHAPES,
} from '../../lib/stand-ins/faults.js';

/** Fewer than half fail, and so the circuits stay closed: calls that fail and calls that go well share the connections. */
const SOME_PERCENT = 40;
/** Some pass: a limit is no outage. */
const RATE_LIMIT = 1;
/** No fault may end before it is ended: its id would be unknown. */
const SPARE_SECONDS = 60;

/** A part of a cycle in which the carriers are in one state. */
export interface Stretch {
  /** From 1. */
  cycle: number;
  name: string;
  durationMs: number;
  /** Without one the carriers are well. */
  fault?: Fault;
}

export interface Cycles {
  seconds: number;
  cycles: number;
  /** What late answers take, in milliseconds. */
  lateMs: number;
}

/** As many as come nearest to the stretch that is wanted, at least one. */
export const cyclesIn = (seconds: number, stretchSeconds: number): number =>
  Math.max(1, Math.round(seconds / (stretchSeconds * (1 + FAULT_KINDS.length))));

/** Whole cycles of equal stretches: well, then each kind of fault, first for some of the requests and then for all. */
export function stretchesOf({ seconds, cycles, lateMs }: Cycles): Stretch[] {
  const durationMs = (seconds * 1_000) / (cycles * (1 + FAULT_KINDS.length));
  return Array.from({ length: cycles }, (_, index) => index + 1).flatMap((cycle) => [
    { cycle, name: 'well', durationMs },
    ...FAULT_KINDS.flatMap((kind) =>
      [SOME_PERCENT, 100].map((percent) => ({
        cycle,
        name: `${kind} ${percent} %`,
        durationMs: durationMs / 2,
        fault: faultOf(kind, percent, Math.ceil(durationMs / 1_000), cycle, lateMs),
      })),
    ),
  ]);
}

function faultOf(kind: FaultKind, percent: number, lastsSeconds: number, cycle: number, lateMs: number): Fault {
  const fault = { kind, route: '*', percent, seconds: lastsSeconds + SPARE_SECONDS };
  switch (kind) {
    case 'latency':
    case 'slow-body':
      return { ...fault, ms: lateMs };
    case 'garbage':
      return { ...fault, shape: GARBAGE_SHAPES[(cycle - 1) % GARBAGE_SHAPES.length] ?? 'truncated' };
    case 'rate-limit':
      return { ...fault, perSecond: RATE_LIMIT };
    case 'hang':
    case 'error':
    case 'drop':
      return fault;
  }
}

/** Takes the carriers from stretch to stretch, until the last is over or the signal aborts; its own fault is ended then. */
export async function walk(
  stretches: readonly Stretch[],
  faults: Pick<FaultControl, 'add' | 'end'>,
  { signal, onStretch }: { signal: AbortSignal; onStretch: (stretch: Stretch) => void },
): Promise<void> {
  for (const stretch of stretches) {
    if (signal.aborted) return;
    onStretch(stretch);
    const id = stretch.fault && (await faults.add(stretch.fault));
    // It rejects when the signal aborts, and never else.
    await delay(stretch.durationMs, undefined, { signal }).catch(() => undefined);
    if (id !== undefined) await faults.end(id);
  }
}
