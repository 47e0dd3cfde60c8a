import type { LoadResult } from './load-result.js';

/** Above this, answers wait in the generator and their latency is its own. */
const MOST_UTILISATION = 0.95;

type Kept = Pick<LoadResult, 'offered' | 'started' | 'neverStarted' | 'generator'>;

/** Why a run did not put the load on the system that it was to put; null when it did. */
export function whyNotKept(
  { offered, started, neverStarted, generator }: Kept,
  job: { maxInFlight: number; maxStartLagMs: number },
): string | null {
  if (neverStarted > 0) {
    return (
      `${neverStarted} of ${offered} arrivals were never started, as maxInFlight (${job.maxInFlight}) were running: ` +
      'the system is too slow for this rate, or maxInFlight too small'
    );
  }
  if (started === 0) return 'nothing arrived after the warm-up';
  const lagMs = generator.startLag?.p99Ms ?? 0;
  if (lagMs > job.maxStartLagMs) {
    return (
      `arrivals started up to ${lagMs.toFixed(1)} ms late (p99; ${job.maxStartLagMs} ms are allowed): ` +
      'the generator got too little CPU for this rate'
    );
  }
  if (generator.eventLoopUtilisation > MOST_UTILISATION) {
    return (
      `the generator's event loop was busy for ${Math.round(generator.eventLoopUtilisation * 100)} % of the time ` +
      `(${MOST_UTILISATION * 100} % are allowed): the rate is more than one generator can make`
    );
  }
  return null;
}
