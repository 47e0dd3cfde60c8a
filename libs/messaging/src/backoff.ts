/**
 * Wait before attempt `attempt` + 1: doubles from `firstMs` up to `longestMs`, with full jitter, so that processes that failed
 * together do not come back together.
 *
 * Source: Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
 *
 * @param attempt failures so far, from 1
 * @returns milliseconds, at least half of `firstMs`
 */
export function backoffMs(attempt: number, firstMs: number, longestMs: number): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.max(firstMs / 2, Math.random() * ceiling);
}
