import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/command/command.js';
import { hopFigures, type Journey, lagOf, whyLagging } from './lag.js';
import { checkedRate, readOptions, sizeOf } from './options.js';
import { cpuShares } from './processes.js';

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
      '--house-warming',
      '3',
      '--arm',
      'whole-shop',
    ]);
    expect(small && sizeOf(small)).toBe('whole-shop at 20, 50.5/s, 5 s each after 2 s, 3 s before');
    expect(small && checkedRate(small)).toBe(50.5);
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--rates', '100,50'], '"100,50"'],
    [['--rates', 'fast'], '"fast"'],
    [['--rates', '0'], '"0"'],
    [['--seconds', '0'], '"0"'],
    [['--warm-up', '1.5'], '"1.5"'],
    [['--arm', 'half-shop'], 'whole-shop or orders-and-inventory, got "half-shop"'],
    [['--speed', '3'], '--speed'],
    [['more'], 'more'],
  ])('%j are refused, naming the value', (args, named) => {
    expect(() => readOptions(args)).toThrow(OptionError);
    expect(() => readOptions(args)).toThrow(named);
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
