import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrivals, arrivals } from './job.js';
import { plannedArrivals, plannedMs, schedule } from './schedule.js';

const offsets = (wanted: Arrivals): number[] => [...schedule(arrivals.parse(wanted))];
const before = (all: readonly number[], ms: number): number => all.filter((at) => at < ms - 1e-6).length;

describe('a schedule', () => {
  it('of a constant rate is even, from the start and to the end', () => {
    expect(offsets({ kind: 'constant', ratePerSecond: 4, durationMs: 1500 })).toEqual([0, 250, 500, 750, 1000, 1250]);
  });

  it('follows a ramp: as many arrivals as there is area under the rate, at any time', () => {
    const all = offsets({
      kind: 'ramping',
      fromRatePerSecond: 100,
      stages: [
        { durationMs: 2000, toRatePerSecond: 300 },
        { durationMs: 1000, toRatePerSecond: 300 },
        { durationMs: 1000, toRatePerSecond: 0 },
      ],
    });
    // 150 in the first second at 100 to 200/s, then 250, 300, and half of 300 on the way down.
    expect([1000, 2000, 3000, 4000].map((ms) => before(all, ms))).toEqual([150, 400, 700, 850]);
  });

  it('goes on after a time without any', () => {
    const stages = [1000, 1000, 1000].map((durationMs, index) => ({ durationMs, toRatePerSecond: index < 2 ? 0 : 10 }));
    const all = offsets({ kind: 'ramping', fromRatePerSecond: 10, stages });
    expect(all).toHaveLength(10);
    expect(all.filter((at) => at > 1000 && at < 2000)).toEqual([]);
  });

  it('of a trace is the trace', () => {
    expect(offsets({ kind: 'trace', offsetsMs: [0, 5, 5, 900] })).toEqual([0, 5, 5, 900]);
  });

  it('by Poisson has the rate, uneven gaps, and is the same for the same seed', () => {
    const poisson = (seed: number) =>
      offsets({ kind: 'constant', ratePerSecond: 200, durationMs: 50_000, spacing: { kind: 'poisson', seed } });
    const all = poisson(1);
    expect(poisson(1)).toEqual(all);
    expect(poisson(2)).not.toEqual(all);
    // Ten thousand expected, with a standard deviation of a hundred.
    expect(Math.abs(all.length - 10_000)).toBeLessThan(400);
    const gaps = all.slice(1).map((at, index) => at - (all[index] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    // Of exponential gaps the two are equal.
    expect(deviation / mean).toBeGreaterThan(0.95);
    expect(deviation / mean).toBeLessThan(1.05);
  });

  it('never falls, stays within its time, and has as many arrivals as planned', () => {
    const stage = fc.record({ durationMs: fc.integer({ min: 1, max: 3000 }), toRatePerSecond: fc.nat(500) });
    const ramp = fc.record({
      kind: fc.constant('ramping' as const),
      fromRatePerSecond: fc.nat(500),
      stages: fc.array(stage, { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(ramp, (given) => {
        const wanted = arrivals.parse(given);
        const all = [...schedule(wanted)];
        expect(all.every((at, index) => at >= (all[index - 1] ?? 0))).toBe(true);
        expect(all.at(-1) ?? 0).toBeLessThanOrEqual(plannedMs(wanted) + 1e-6);
        expect(all).toHaveLength(plannedArrivals(wanted));
      }),
    );
  });
});
