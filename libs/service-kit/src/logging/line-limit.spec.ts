import { expect, it } from 'vitest';
import { LineLimit } from './line-limit.js';

it('lets one line a second of each kind through, and says how many it left out', () => {
  let nowMs = 5_000;
  const limit = new LineLimit(() => nowMs);
  expect(limit.admit('database')).toEqual({});
  expect(limit.admit('carrier')).toEqual({});
  expect([limit.admit('database'), limit.admit('database')]).toEqual([undefined, undefined]);
  nowMs += 999;
  expect(limit.admit('database')).toBeUndefined();
  nowMs += 1;
  expect(limit.admit('carrier')).toEqual({});
  expect(limit.admit('database')).toEqual({ leftOut: 3 });
  nowMs += 1_000;
  expect(limit.admit('database')).toEqual({});
});
