import { vi } from 'vitest';

/** Resolves when `condition` is true. @param what named in the error when it never is */
export async function until(what: string, condition: () => boolean, timeoutMs = 5_000): Promise<void> {
  await vi.waitFor(
    () => {
      if (!condition()) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    },
    { interval: 2, timeout: timeoutMs },
  );
}

/** For what shows only in that nothing happens. @param since of the clock of `performance.now()` */
export function untilPassed(ms: number, since = performance.now()): Promise<void> {
  return until(`${ms} ms to pass`, () => performance.now() - since >= ms);
}

/** What a loaded machine may add to a time that a test looks at. */
export const SLACK_MS = 2_000;

/** @returns what came of it, and after how many milliseconds */
export async function timed<T>(begin: () => Promise<T>): Promise<[value: T, ms: number]> {
  const startedAt = performance.now();
  return [await begin(), performance.now() - startedAt];
}
