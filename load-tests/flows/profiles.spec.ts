import { describe, expect, it } from 'vitest';
import { arrivals } from '../lib/load/job.js';
import { plannedArrivals, plannedMs } from '../lib/load/schedule.js';
import {
  arrivalsOf,
  durationMsOf,
  type K6Scenario,
  type LoadProfile,
  mostInFlight,
  peakRateOf,
  profiles,
  scenarioOf,
} from './profiles.js';

const seconds = (text: string): number => (text.endsWith('ms') ? parseFloat(text) / 1_000 : parseFloat(text));

/** As k6 understands it: straight lines between rates per time unit. */
function k6Pieces(scenario: K6Scenario): { seconds: number; from: number; to: number }[] {
  const perSecond = (rate: number) => rate / seconds(scenario.timeUnit);
  if (scenario.executor === 'constant-arrival-rate') {
    return [{ seconds: seconds(scenario.duration), from: perSecond(scenario.rate), to: perSecond(scenario.rate) }];
  }
  let from = perSecond(scenario.startRate);
  return scenario.stages.map(({ duration, target }) => {
    const piece = { seconds: seconds(duration), from, to: perSecond(target) };
    from = piece.to;
    return piece;
  });
}
const total = (pieces: ReturnType<typeof k6Pieces>) =>
  pieces.reduce((sum, piece) => sum + (piece.seconds * (piece.from + piece.to)) / 2, 0);

const all: [string, LoadProfile][] = [
  ['the baseline, full', profiles.baseline.full],
  ['the baseline, ci', profiles.baseline.ci],
  ['a constant rate', { kind: 'constant', ratePerSecond: 40, durationMs: 6_500 }],
  ['a rate that is not whole', { kind: 'constant', ratePerSecond: 0.4, durationMs: 15_000 }],
  [
    'users who think for long',
    { kind: 'users', thinkTimeMs: 7_500, startUsers: 10, stages: [{ durationMs: 30_000, users: 25 }] },
  ],
];

describe.each(all)('%s', (_name, profile) => {
  it('is as many arrivals for k6 as for our own generator, in the same time', () => {
    const ours = arrivals.parse(arrivalsOf(profile));
    const k6 = k6Pieces(scenarioOf(profile));
    expect(Math.ceil(total(k6) - 1e-6)).toBe(plannedArrivals(ours));
    expect(k6.reduce((sum, piece) => sum + piece.seconds, 0) * 1_000).toBeCloseTo(plannedMs(ours), 6);
    expect(durationMsOf(profile)).toBe(plannedMs(ours));
  });

  it('has the same rates at the same times', () => {
    const ours = arrivalsOf(profile);
    const rates =
      ours.kind === 'ramping'
        ? [ours.fromRatePerSecond, ...ours.stages.map(({ toRatePerSecond }) => toRatePerSecond)]
        : ours.kind === 'constant'
          ? [ours.ratePerSecond, ours.ratePerSecond]
          : [];
    const k6 = k6Pieces(scenarioOf(profile));
    const k6Rates = [k6[0]?.from ?? NaN, ...k6.map(({ to }) => to)];
    expect(k6Rates).toHaveLength(rates.length);
    rates.forEach((rate, index) => expect(k6Rates[index]).toBeCloseTo(rate, 9));
    expect(Math.max(...rates)).toBe(peakRateOf(profile));
  });

  it('gives both as many that wait for their answers', () => {
    const { preAllocatedVUs, maxVUs } = scenarioOf(profile);
    expect([preAllocatedVUs, maxVUs]).toEqual([mostInFlight(profile), mostInFlight(profile)]);
    expect(mostInFlight(profile)).toBeGreaterThanOrEqual(2 * peakRateOf(profile));
  });

  it('asks k6 for whole numbers alone', () => {
    const scenario = scenarioOf(profile, 15_000);
    const rates =
      scenario.executor === 'constant-arrival-rate'
        ? [scenario.rate]
        : [scenario.startRate, ...scenario.stages.map(({ target }) => target)];
    for (const whole of [...rates, scenario.maxVUs, seconds(scenario.timeUnit)])
      expect(Number.isInteger(whole)).toBe(true);
    expect(scenario.maxVUs).toBeGreaterThanOrEqual(15 * peakRateOf(profile));
  });
});

describe('the baseline', () => {
  it('is 50 users, then 100, over 16 minutes', () => {
    const { full } = profiles.baseline;
    expect(durationMsOf(full)).toBe(16 * 60_000);
    expect(full.stages.map(({ users }) => users)).toEqual([50, 50, 100, 100, 0]);
    expect(peakRateOf(full)).toBe(100);
  });

  it('has the same form in CI, in seconds', () => {
    const { ci } = profiles.baseline;
    expect(durationMsOf(ci)).toBeLessThanOrEqual(10_000);
    expect(ci.stages.map(({ users }) => users / 20)).toEqual([1, 1, 2, 2, 0]);
  });
});

it('refuses a rate that k6 cannot make', () => {
  expect(() => scenarioOf({ kind: 'constant', ratePerSecond: 1 / 3_001, durationMs: 1_000 })).toThrow(
    /no whole number/,
  );
});
