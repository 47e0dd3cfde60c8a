import { type LoadJob, type LoadResult, runLoad } from '../../lib/load/index.js';
import type { FaultControl } from '../../lib/stand-ins/faults.js';
import { total } from './counts.js';
import { HOPS, type Sample, sample } from './samples.js';
import { PROCESSES, type Stage } from './stage.js';
import { type Stretch, walk } from './stretches.js';

const PLACE_ORDER = new URL('../../flows/place-order.js', import.meta.url);
/** Longer than anybody in the shop waits: what becomes of a checkout is the shop's answer, never the generator's. */
const TIMEOUT_MS = 10_000;
/** Nothing here is about latency; the generator must only get round to all of them. */
const START_LAG_MS = 1_000;
/**
 * Of all requests to the carriers these are never answered: they hang until the last figure has been read, and nothing but the
 * caller's own deadline closes their sockets. What the other faults hold is let go of at the end of their stretch.
 */
const NEVER_ANSWERED_PERCENT = 2;
const LONGEST_FAULT_SECONDS = 3_600;

export interface Soaking {
  seconds: number;
  ratePerSecond: number;
  stretches: readonly Stretch[];
  sampleEveryMs: number;
  signal: AbortSignal;
  tell: (line: string) => void;
}

export interface Soaked {
  load: LoadResult;
  samples: Sample[];
}

/**
 * Orders come in while the carriers go from one state to the next. Afterwards they are well again, but for the requests that
 * are never answered: clear the faults to let go of those.
 *
 * @throws LoadInterruptedError when the signal aborted, and what any part of it throws
 */
export async function soak({ shop, read }: Stage, soaking: Soaking): Promise<Soaked> {
  const { signal: stop, tell, stretches, sampleEveryMs } = soaking;
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const ending = <T>(task: Promise<T>): Promise<T> =>
    task.catch((error: unknown) => {
      over.abort();
      throw error;
    });
  const tally = { placed: 0, failed: 0 };
  const onProgress = ({ ok, refused, failed }: { ok: number; refused: number; failed: number }) => {
    tally.placed += ok;
    tally.failed += refused + failed;
  };
  let during = { cycle: 1, name: 'well' };
  const onStretch = ({ cycle, name }: Stretch) => {
    during = { cycle, name };
    tell(`  cycle ${cycle}, ${name.padEnd(17)} ${tally.placed} placed, ${tally.failed} failed`);
  };
  await neverAnswer(shop.carriers.faults);
  const [load, samples] = await Promise.all([
    ending(runLoad(jobOf(shop.flowOptions, soaking), { signal, onProgress }).finally(() => over.abort())),
    ending(
      sample({
        ...{ read, everyMs: sampleEveryMs, signal },
        during: () => during,
        onSample: (found) => tell(describe(found)),
      }),
    ),
    ending(walk(stretches, shop.carriers.faults, { signal, onStretch })),
  ]);
  return { load, samples };
}

async function neverAnswer(faults: FaultControl): Promise<void> {
  // The first that hits a request acts: it is set before all others.
  await faults.add({ kind: 'hang', route: '*', percent: NEVER_ANSWERED_PERCENT, seconds: LONGEST_FAULT_SECONDS });
}

function jobOf(
  flowOptions: Stage['shop']['flowOptions'],
  { seconds, ratePerSecond }: Pick<Soaking, 'seconds' | 'ratePerSecond'>,
): LoadJob {
  return {
    flow: PLACE_ORDER,
    flowOptions,
    arrivals: { kind: 'constant', ratePerSecond, durationMs: seconds * 1_000 },
    maxInFlight: Math.ceil((ratePerSecond * TIMEOUT_MS) / 1_000) + 10,
    timeoutMs: TIMEOUT_MS,
    maxStartLagMs: START_LAG_MS,
  };
}

function describe({ atSeconds, readings }: Sample): string {
  const each = PROCESSES.map((process) => {
    const { descriptors, handles, callsInFlight, heapMb } = readings[process];
    const hop = `${descriptors[HOPS[process]] ?? 0} ${HOPS[process]}`;
    return `${process}: ${hop}, ${total(descriptors)} descriptors, ${total(handles)} handles, ${callsInFlight} calls, ${heapMb} MB`;
  });
  return `    ${String(atSeconds).padStart(4)} s  ${each.join('  |  ')}`;
}
