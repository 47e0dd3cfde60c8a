import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pace } from './pace.js';

// Time is what this is about, and nothing else is involved: a clock of the test's own.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How long a turn is waited for, in ms. */
async function waited(pace: Pace, how?: { atOnce: boolean }): Promise<number> {
  const from = performance.now();
  const turn = pace.turn(how).then(() => performance.now() - from);
  await vi.runAllTimersAsync();
  return turn;
}

describe('Pace', () => {
  it('gives the first turn at once', async () => {
    expect(await waited(new Pace(20))).toBe(0);
  });

  it('keeps turns apart', async () => {
    const pace = new Pace(20);
    await waited(pace);
    expect(await waited(pace)).toBe(20);
    await vi.advanceTimersByTimeAsync(15);
    expect(await waited(pace)).toBe(5);
  });

  it('keeps nobody waiting after a pause', async () => {
    const pace = new Pace(20);
    await waited(pace);
    await vi.advanceTimersByTimeAsync(500);
    expect(await waited(pace)).toBe(0);
    expect(await waited(pace)).toBe(20);
  });

  it('gives a turn at once where a whole load waits, and counts the next from then', async () => {
    const pace = new Pace(20);
    await waited(pace);
    await vi.advanceTimersByTimeAsync(5);
    expect(await waited(pace, { atOnce: true })).toBe(0);
    expect(await waited(pace)).toBe(20);
  });
});
