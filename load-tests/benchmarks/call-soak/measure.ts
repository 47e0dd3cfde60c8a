import { type Ledger, readLedger } from '../../drills/circuit-breaker/ledger.js';
import { FAULT_KINDS, type FaultControl, type FaultKind } from '../../lib/stand-ins/faults.js';
import type { LoadResult } from '../../lib/load/index.js';
import type { Reading } from './reading.js';
import type { Sample } from './samples.js';
import { atRest, isNoMore, lowestReadings } from './settling.js';
import { KEPT_IDLE_MS, SETTLED_WITHIN_MS, type Size } from './sizes.js';
import { soak } from './soak.js';
import { openStage, type PerProcess, type Stage } from './stage.js';
import { cyclesIn, stretchesOf } from './stretches.js';

const READ_EVERY_MS = 1_000;
/** What is late is so by as much, whichever deadline it has. */
const LATE_BY_MS = 1_000;

export type Hits = Readonly<Record<FaultKind, number>>;

export interface Measured {
  cycles: number;
  /** Of the warm-up. */
  warmUp: LoadResult;
  load: LoadResult;
  samples: Sample[];
  /** At rest, after the warm-up and after the load. */
  before: PerProcess<Reading>;
  after: PerProcess<Reading>;
  /** Requests that each kind of fault hit during the load. */
  hits: Hits;
  /** Under way when the time for it was over: orders, estimates, events. */
  left: number;
  /** From the end of the load until all was at rest, and until no figure was more than before. */
  restSeconds: number;
  settledSeconds: number;
  ledger: Ledger;
}

export interface MeasureContext {
  /** What processes are given besides (PATH …). */
  baseEnv: NodeJS.ProcessEnv;
  signal: AbortSignal;
  tell: (line: string) => void;
}

/** The shop did not come to rest after the warm-up: there is nothing to compare with. */
export class NotAtRestError extends Error {
  readonly code = 'not-at-rest';

  constructor(left: number, seconds: number) {
    super(`After the warm-up ${left} orders, estimates or events were still under way ${seconds} s later.`);
    this.name = new.target.name;
  }
}

/** @throws NotAtRestError, and whatever opening the shop and putting load on it throws; the shop is closed however it ends */
export async function measure(size: Size, { baseEnv, signal, tell }: MeasureContext): Promise<Measured> {
  tell('opening the shop');
  const stage = await openStage(size, baseEnv);
  try {
    signal.throwIfAborted();
    const { shop } = stage;
    const { faults } = shop.carriers;
    const { ratePerSecond, sampleEveryMs, labelDeadlineMs, restWithinMs } = size;
    const place = async (seconds: number, cycles: number) => {
      const stretches = stretchesOf({ seconds, cycles, lateMs: labelDeadlineMs + LATE_BY_MS });
      return soak(stage, { seconds, ratePerSecond, stretches, sampleEveryMs, signal, tell });
    };

    tell(`warming up: ${size.warmUpSeconds} s at ${ratePerSecond}/s`);
    const { load: warmUp } = await place(size.warmUpSeconds, 1);
    await faults.clear();
    const leftBefore = await atRest(shop, { withinMs: restWithinMs, signal });
    if (leftBefore > 0) throw new NotAtRestError(leftBefore, restWithinMs / 1_000);
    tell(`reading what is open at rest, for ${KEPT_IDLE_MS / 1_000} s: until no connection is kept for later`);
    const before = await lowestReadings({ ...readingOf(stage, signal), withinMs: KEPT_IDLE_MS });
    const hitsBefore = await hitsOf(faults);

    const cycles = cyclesIn(size.seconds, size.stretchSeconds);
    tell(`${size.seconds} s at ${ratePerSecond}/s, ${cycles} ${cycles === 1 ? 'cycle' : 'cycles'} of faults`);
    const { load, samples } = await place(size.seconds, cycles);
    const endedAt = performance.now();
    const sinceEnd = () => Math.round((performance.now() - endedAt) / 1_000);
    const hits = await hitsOf(faults);
    const left = await atRest(shop, { withinMs: restWithinMs, signal });
    const restSeconds = sinceEnd();
    tell(`at rest after ${restSeconds} s; reading what is open until it is no more than before`);
    const after = await lowestReadings({
      ...readingOf(stage, signal),
      withinMs: SETTLED_WITHIN_MS,
      enough: (lowest) => isNoMore(before, lowest),
    });
    const settledSeconds = sinceEnd();
    const ledger = await readLedger(shop);
    return {
      ...{ cycles, warmUp, load, samples, before, after, left, restSeconds, settledSeconds, ledger },
      hits: difference(hits, hitsBefore),
    };
  } finally {
    await stage.close();
  }
}

const readingOf = ({ read }: Stage, signal: AbortSignal) => ({ read, everyMs: READ_EVERY_MS, signal });

async function hitsOf(faults: FaultControl): Promise<Hits> {
  const hits = await Promise.all(FAULT_KINDS.map(async (kind) => [kind, await faults.hits(kind)] as const));
  return Object.fromEntries(hits) as Record<FaultKind, number>;
}

const difference = (after: Hits, before: Hits): Hits =>
  Object.fromEntries(FAULT_KINDS.map((kind) => [kind, after[kind] - before[kind]])) as Record<FaultKind, number>;
