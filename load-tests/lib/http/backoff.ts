const BASE_MS = 100;
const LONGEST_MS = 5_000;

/**
 * How long to wait before attempt `attempt + 1`: exponential with full jitter, never less than the server asked for.
 * @param attempt attempts made so far, from 1
 * @param retryAfter the header as received: seconds, or a date
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(
  attempt: number,
  retryAfter: string | undefined,
  random = Math.random,
  nowMs = Date.now(),
): number {
  const jittered = random() * Math.min(LONGEST_MS, BASE_MS * 2 ** (attempt - 1));
  return Math.max(jittered, retryAfterMs(retryAfter, nowMs));
}

function retryAfterMs(header: string | undefined, nowMs: number): number {
  if (header === undefined) return 0;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - nowMs);
}
