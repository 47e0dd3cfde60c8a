import type { Arrivals } from '../load/index.js';

/**
 * A constant rate after a warm-up that rises to it: cold services at their full rate would put off more work than they could
 * then catch up with.
 */
export function warmedUp(ratePerSecond: number, durationMs: number, warmUpMs: number): Arrivals {
  if (warmUpMs === 0) return { kind: 'constant', ratePerSecond, durationMs };
  const stages = [warmUpMs, durationMs].map((each) => ({ durationMs: each, toRatePerSecond: ratePerSecond }));
  return { kind: 'ramping', fromRatePerSecond: ratePerSecond / 10, stages };
}
