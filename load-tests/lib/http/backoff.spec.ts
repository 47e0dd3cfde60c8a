import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

const most = () => 1;

describe('the pause before another attempt', () => {
  it('doubles up to 5 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 20].map((attempt) => backoffMs(attempt, undefined, most))).toEqual([
      100, 200, 400, 800, 1600, 3200, 5000, 5000,
    ]);
  });

  it('is jittered whole', () => {
    expect(backoffMs(3, undefined, () => 0)).toBe(0);
    expect(backoffMs(3, undefined, () => 0.5)).toBe(200);
  });

  it('is never shorter than the server asked for, in seconds or as a date', () => {
    expect(backoffMs(1, '2', most)).toBe(2000);
    expect(backoffMs(1, 'Wed, 01 Dec 2010 08:26:07 GMT', most, Date.UTC(2010, 11, 1, 8, 26, 4))).toBe(3000);
    expect(backoffMs(1, 'soon', most)).toBe(100);
  });
});
