import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/command/command.js';
import { hopFigures, type Journey, lagOf, whyLagging } from './lag.js';
import { checkedRate, readOptions, sizeOf } from './options.js';
import type { Step } from './measure.js';
import { cpuShares } from './processes.js';
import { eventLagReport, limitOf } from './report.js';

/** An event a step of `everyMs` from 0 on, handled after `lagMs`. */
const journeys = (count: number, everyMs: number, lagMs: (index: number) => number | null): Journey[] =>
  Array.from({ length: count }, (_, index) => {
    const committedAt = index * everyMs;
    const lag = lagMs(index);
    return { committedAt, publishedAt: committedAt + 1, handledAt: lag === null ? null : committedAt + lag };
  });

const window = { from: 0, to: 10_000 };
const at100 = { ratePerSecond: 100, seconds: 10, limitMs: 200 };

describe('lag', () => {
  it('is told as percentiles of all that was handled', () => {
    const lag = lagOf(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(lag?.p50Ms).toBeCloseTo(500, -1);
    expect(lag?.p99Ms).toBeCloseTo(990, -1);
    expect(lag?.maxMs).toBeCloseTo(1_000, -1);
    expect(lagOf([])).toBeNull();
  });

  it('counts what is handled after the load with all its waiting', () => {
    const { lag, backlog } = hopFigures(
      journeys(1_000, 10, () => 20_000),
      window,
    );
    expect(lag?.p50Ms).toBeCloseTo(20_000, -2);
    expect(backlog).toMatchObject({ middle: 501, end: 1_000, unpublishedAtEnd: 0 });
  });

  it('is none while events come through as fast as they come in', () => {
    expect(
      whyLagging(
        hopFigures(
          journeys(1_000, 10, () => 15),
          window,
        ),
        at100,
      ),
    ).toBeNull();
  });

  it('is there as soon as the backlog grows, whatever the limit for p99 is', () => {
    const behind = hopFigures(
      journeys(1_000, 10, (index) => index),
      window,
    );
    expect(whyLagging(behind, { ...at100, limitMs: 5_000 })).toMatch(/backlog grows by \d+ events\/s, \d+ wait/);
  });

  it('is there when p99 is above what was promised', () => {
    const slow = hopFigures(
      journeys(1_000, 10, (index) => (index % 50 === 0 ? 400 : 10)),
      window,
    );
    expect(whyLagging(slow, at100)).toContain('200 ms are promised');
  });

  it('is for ever when an event was never handled', () => {
    const lost = hopFigures(
      journeys(10, 10, (index) => (index === 3 ? null : 5)),
      window,
    );
    expect(lost).toMatchObject({ lost: 1, lag: { events: 9 } });
    expect(whyLagging(lost, at100)).toBe('1 events were not handled in time');
  });
});

describe('options', () => {
  it('are the full size by default, and say what was left out', () => {
    const options = readOptions([]);
    expect(options && sizeOf(options)).toBe('full');
    expect(options && checkedRate(options)).toBe(200);
    const small = readOptions([
      '--rates',
      '20,50.5',
      '--seconds',
      '5',
      '--warm-up',
      '2',
      '--repeats',
      '2',
      '--house-warming',
      '3',
      '--arm',
      'whole-shop',
    ]);
    expect(small && sizeOf(small)).toBe('whole-shop at 20, 50.5/s, 50.5/s 2 times, 5 s each after 2 s, 3 s before');
    expect(small && checkedRate(small)).toBe(50.5);
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--rates', '100,50'], '"100,50"'],
    [['--rates', 'fast'], '"fast"'],
    [['--rates', '0'], '"0"'],
    [['--seconds', '0'], '"0"'],
    [['--repeats', '0.5'], '"0.5"'],
    [['--warm-up', '1.5'], '"1.5"'],
    [['--arm', 'half-shop'], 'whole-shop or orders-and-inventory, got "half-shop"'],
    [['--speed', '3'], '--speed'],
    [['more'], 'more'],
  ])('%j are refused, naming the value', (args, named) => {
    expect(() => readOptions(args)).toThrow(OptionError);
    expect(() => readOptions(args)).toThrow(named);
  });
});

describe('what is reported', () => {
  const step = (ratePerSecond: number, p99Ms: number, lags: string | null = p99Ms > 200 ? 'late' : null): Step => {
    const hop = {
      lag: { events: 1, p50Ms: 1, p99Ms, maxMs: p99Ms },
      relayLag: null,
      lost: 0,
      backlog: { middle: 0, end: 0, unpublishedAtEnd: 0 },
    };
    const load = { offered: 10, ok: 10, generator: { cpuShare: 0.1 } } as Step['load'];
    return {
      ratePerSecond,
      placed: hop,
      decided: hop,
      relayBatch: { orders: 1, inventory: 1 },
      load,
      cores: { orders: 1.5 },
      lags,
    };
  };

  it('is the median of what was measured several times, and all of it', () => {
    const steps = [step(100, 20), step(200, 90), step(200, 500), step(200, 110)];
    const { arms, checks } = eventLagReport({ 'orders-and-inventory': steps }, 200);
    expect(checks.map(({ value, holds }) => [value, holds])).toEqual([
      [110, true],
      [110, true],
      [1, true],
      [0, true],
    ]);
    expect(arms['orders-and-inventory']).toMatchObject({
      limit: { keepsUpAt: 200, lagsAt: null },
      p99MsAtCheckedRate: {
        ratePerSecond: 200,
        placed: { median: 110, lowest: 90, highest: 500, all: [90, 500, 110] },
      },
    });
  });

  it('is no success when the rate was never measured', () => {
    const { checks } = eventLagReport({ 'orders-and-inventory': [step(100, 20)] }, 200);
    expect(checks.map(({ holds }) => holds)).toContain(false);
  });

  it('is a rate at which it lags once most of the measurements did', () => {
    const limit = limitOf([step(100, 20), step(200, 500), step(200, 90), step(200, 300)]);
    expect(limit).toEqual({ keepsUpAt: 100, lagsAt: 200, why: 'late', coresThen: 1.6 });
    expect(limitOf([step(200, 90), step(200, 300)]).keepsUpAt).toBe(200);
  });
});

describe('CPU time per time', () => {
  const look = (atMs: number, trees: Record<string, Record<number, number>>) =>
    new Map(
      Object.entries(trees).map(([name, cpuMs]) => [
        name,
        { atMs, cpuMs: new Map(Object.entries(cpuMs).map(([pid, ms]) => [Number(pid), ms])) },
      ]),
    );

  it('is told of what was there at both looks', () => {
    const before = look(0, { orders: { 1: 100 } });
    expect(cpuShares(before, look(2_000, { orders: { 1: 1_600 }, shipping: { 2: 50 } }))).toEqual({ orders: 0.75 });
  });

  it('counts children that began meanwhile, and nothing against those that ended', () => {
    const before = look(0, { postgres: { 1: 10, 2: 900 } });
    expect(cpuShares(before, look(1_000, { postgres: { 1: 110, 3: 200 } }))).toEqual({ postgres: 0.3 });
  });
});
