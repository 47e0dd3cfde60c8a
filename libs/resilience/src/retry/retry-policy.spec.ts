import { describe, expect, it } from 'vitest';
import type { FailureReason } from '../external-call/failure.js';
import { isWorthARetry, retryDelayMs } from './retry-policy.js';

describe('a retry', () => {
  const worth: Record<FailureReason, boolean> = {
    unreachable: true,
    failed: true,
    // It said "not now", or took all the time there was.
    busy: false,
    timeout: false,
    // Asking again changes nothing.
    nonsense: false,
    rejected: false,
    abandoned: false,
    // It was not even asked.
    'circuit-open': false,
    'bulkhead-full': false,
  };
  it.each(Object.entries(worth) as [FailureReason, boolean][])('after "%s" is worth it: %s', (reason, expected) => {
    expect(isWorthARetry({ reason, detail: '' })).toBe(expected);
  });

  it.each([
    [1, 100],
    [2, 200],
    [3, 400],
    [6, 3_200],
  ])('after attempt %i waits anything up to %i ms', (attempt, ceilingMs) => {
    const waits = Array.from({ length: 1_000 }, () => retryDelayMs(attempt, { attempts: 9, firstDelayMs: 100 }));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...waits)).toBeLessThan(ceilingMs);
    // Full jitter: as likely in each tenth as in any other. One of 1,000 that stays empty is a chance of 10^-45.
    const tenths = new Set(waits.map((ms) => Math.floor((ms / ceilingMs) * 10)));
    expect(tenths.size).toBe(10);
  });
});
