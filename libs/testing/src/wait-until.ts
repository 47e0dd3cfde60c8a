import { waitFor } from '@breakwater/embedded';

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Resolves with the first truthy value of `condition`; tests wait for what they expect instead of sleeping.
 *
 * @param what named in the error when it never comes
 * @throws WaitTimeoutError after `timeoutMs` (default 10,000)
 */
export function waitUntil<T>(
  what: string,
  condition: () => T | Promise<T>,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<Exclude<NonNullable<T>, false>> {
  return waitFor(condition, { what, timeoutMs });
}
