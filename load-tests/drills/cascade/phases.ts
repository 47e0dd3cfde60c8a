import type { ReadsBesideCheckoutsOptions } from '../../flows/reads-beside-checkouts.js';
import { warmedUp } from '../../lib/drill/arrivals.js';
import type { ArmName, Phase } from '../../lib/drill/drill.js';
import type { LoadJob } from '../../lib/load/index.js';
import type { SlowQuotes } from '../../lib/stand-ins/quotes.js';
import { type CascadeSize, SLOW_SECONDS } from './sizes.js';

const FLOW = new URL('../../flows/reads-beside-checkouts.js', import.meta.url);
/** The patience of whoever asks. */
const TIMEOUT_MS = 5_000;
/** Of all but the first; not counted. */
const STEP_WARM_UP_MS = 1_000;

export const healthyName = (checkouts: number): string => `shipping well, ${checkouts} checkouts/s`;
export const slowName = (checkouts: number): string => `shipping slow, ${checkouts} checkouts/s`;
export const AGAIN = 'shipping well again';

/** Of a hundred arrivals those that read. */
export const readPercent = ({ readsPerSecond }: CascadeSize, checkouts: number): number =>
  (100 * readsPerSecond) / (readsPerSecond + checkouts);

/** The same for every arm. */
export function phasesOf(
  arm: ArmName,
  size: CascadeSize,
  shipping: SlowQuotes,
  flowOptions: Omit<ReadsBesideCheckoutsOptions, 'readPercent'>,
): Phase[] {
  const load = (checkouts: number, durationMs: number, warmUpMs = 0): LoadJob => ({
    flow: FLOW,
    flowOptions: { ...flowOptions, readPercent: readPercent(size, checkouts) },
    arrivals: warmedUp(size.readsPerSecond + checkouts, durationMs, warmUpMs),
    warmUpMs,
    // What waits is told by its latency, never a limit of the generator.
    maxInFlight: Math.ceil(((size.readsPerSecond + checkouts) * TIMEOUT_MS) / 1_000) + 10,
    timeoutMs: TIMEOUT_MS,
    // An arm that breaks takes all of a small machine with it; a late start is in the latency of whoever was late.
    maxStartLagMs: arm === 'unprotected' ? 1_000 : size.startLagMs,
  });
  const slow = (checkouts: number): Phase => {
    let before = 0;
    return {
      name: slowName(checkouts),
      role: 'trigger',
      load: load(checkouts, size.slowMs),
      async before() {
        before = await shipping.held();
        // Longer than the last of the load waits; the next rate begins it anew.
        await shipping.begin(SLOW_SECONDS * 1_000, (size.slowMs + TIMEOUT_MS) / 1_000 + 2);
      },
      proof: async () => ((await shipping.held()) > before ? undefined : 'shipping held no request'),
    };
  };
  const rates = size.checkoutsPerSecond;
  const [lowest = 0] = rates;
  return [
    // The highest first: whatever has to warm up for it is warm for the others as well.
    ...rates.toReversed().map((checkouts, index): Phase => ({
      name: healthyName(checkouts),
      role: 'baseline',
      load: load(checkouts, size.healthyMs, index === 0 ? size.warmUpMs : STEP_WARM_UP_MS),
    })),
    ...rates.map(slow),
    {
      name: AGAIN,
      role: 'observe',
      load: load(lowest, size.againMs),
      before: async () => void (await shipping.end()),
    },
  ];
}
