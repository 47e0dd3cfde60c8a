import { setTimeout as delay } from 'node:timers/promises';
import { WaitTimeoutError } from './errors.js';

export interface WaitOptions {
  /** Named in the error when the wait is in vain. */
  what: string;
  timeoutMs: number;
  /** Pause between two looks; default 20 ms. */
  everyMs?: number;
}

/**
 * Looks again and again until `condition` returns something truthy, and returns that.
 * @throws WaitTimeoutError after `timeoutMs`; whatever `condition` throws ends the wait at once.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { what, timeoutMs, everyMs = 20 }: WaitOptions,
): Promise<Exclude<NonNullable<T>, false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const result = await condition();
    if (result) return result as Exclude<NonNullable<T>, false>;
    if (performance.now() >= deadline) throw new WaitTimeoutError(what, timeoutMs);
    await delay(everyMs);
  }
}
