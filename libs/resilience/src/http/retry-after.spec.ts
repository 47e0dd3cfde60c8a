import { describe, expect, it } from 'vitest';
import { retryAfterSeconds } from './retry-after.js';

const NOW = Date.parse('2026-05-01T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['1', 1],
    [' 120 ', 120],
    ['3600', 3_600],
    ['86400', 3_600],
    ['99999999999999999999', 3_600],
    ['Fri, 01 May 2026 12:00:30 GMT', 30],
    ['Fri, 01 May 2026 18:00:00 GMT', 3_600],
  ])('of "%s" is %i seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, NOW)).toBe(seconds);
  });

  it.each(
    [
      ['', 'soon', '-5', '1.5', '0', 'NaN', '5 minutes', '1, 2'],
      ['Fri, 01 May 2026 11:59:59 GMT', 'Fri, 01 May 2026 12:00:00 GMT', undefined, null],
    ].flat(),
  )('of "%s" says nothing', (header) => {
    expect(retryAfterSeconds(header, NOW)).toBeUndefined();
  });
});
