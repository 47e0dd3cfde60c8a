import { describe, expect, it } from 'vitest';
import type { SecondOfLoad } from './load-result.js';
import { Tally } from './tally.js';
import { Timeline } from './timeline.js';
import { whyNotKept } from './why-not-kept.js';

const OK = { kind: 'ok', label: 'placed' } as const;

describe('a tally', () => {
  it('counts per kind and label, and keeps the latency of what was ok apart', () => {
    const tally = new Tally(undefined);
    for (let ms = 1; ms <= 100; ms += 1) tally.add(OK, ms, ms / 2);
    tally.add({ kind: 'refused', label: '429' }, 5000, 1);
    tally.add({ kind: 'failed', label: '500' }, 9000, 1);
    const figures = tally.figures(10_000);
    expect(figures).toMatchObject({ ok: 100, refused: 1, failed: 1, goodput: { perSecond: 10, withinMs: null } });
    expect(figures.latency.ok?.p99Ms).toBeCloseTo(99, 0);
    expect(figures.latency.all?.maxMs).toBeGreaterThanOrEqual(9000);
    expect(figures.responseTime.ok?.p50Ms).toBeCloseTo(25, 0);
    expect(figures.labels.map(({ kind, label, count }) => [kind, label, count])).toEqual([
      ['ok', 'placed', 100],
      ['refused', '429', 1],
      ['failed', '500', 1],
    ]);
  });

  it('counts as goodput what was ok in time alone', () => {
    const tally = new Tally(50);
    for (const ms of [10, 50, 51, 4000]) tally.add(OK, ms, ms);
    tally.add({ kind: 'failed', label: '500' }, 1, 1);
    expect(tally.figures(2000).goodput).toEqual({ perSecond: 1, withinMs: 50 });
  });

  it('has no more labels than fit on a page', () => {
    const tally = new Tally(undefined);
    for (let index = 0; index < 1000; index += 1) tally.add({ kind: 'failed', label: `id ${index}` }, 1, 1);
    const { labels, failed } = tally.figures(1000);
    expect(failed).toBe(1000);
    expect(labels).toHaveLength(41);
    expect(labels.at(-1)).toMatchObject({ label: 'other', count: 960 });
  });

  it('of nothing has no latency', () => {
    expect(new Tally(undefined).figures(1000).latency).toEqual({ ok: null, all: null });
  });
});

describe('a timeline', () => {
  it('puts each thing into its own second, and tells seconds when they are over', () => {
    const told: SecondOfLoad[] = [];
    const timeline = new Timeline((second) => told.push({ ...second }));
    timeline.offered(10);
    timeline.started(12);
    timeline.offered(990);
    timeline.started(1003);
    timeline.ended('ok', 1500, 490, 1);
    timeline.ended('refused', 1700, 1690, 0);
    timeline.closeUntil(3999, 7);
    const second = (of: Partial<SecondOfLoad>) => expect.objectContaining(of);
    expect(told).toEqual([
      second({ second: 0, offered: 2, started: 1, ok: 0, p99Ms: null, inFlight: 1 }),
      second({ second: 1, offered: 0, started: 1, ok: 1, refused: 1, failed: 0, inFlight: 7 }),
      second({ second: 2, ok: 0, p50Ms: null, inFlight: 7 }),
    ]);
    expect(told[1]?.p99Ms).toBeCloseTo(490, 0);
  });

  it('ends with the part of a second that was used', () => {
    const timeline = new Timeline(() => undefined);
    timeline.offered(2100);
    timeline.finish(0);
    expect(timeline.seconds.map(({ second, offered }) => [second, offered])).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
    ]);
  });
});

describe('a rate', () => {
  const lag = (p99Ms: number) => ({
    count: 100,
    meanMs: 1,
    p50Ms: 1,
    p90Ms: 1,
    p95Ms: 1,
    p99Ms,
    p999Ms: 99,
    maxMs: 99,
  });
  const run = { offered: 100, started: 100, neverStarted: 0 };
  const generator = { startLag: lag(2), eventLoopUtilisation: 0.3, eventLoopDelayP99Ms: 1, cpuShare: 0.3 };
  const job = { maxInFlight: 8, maxStartLagMs: 25 };

  it('was kept when all started in time', () => {
    expect(whyNotKept({ ...run, generator }, job)).toBeNull();
  });

  it.each<[string, Parameters<typeof whyNotKept>[0], RegExp]>([
    ['arrivals were left out', { ...run, started: 99, neverStarted: 1, generator }, /1 of 100 .*maxInFlight \(8\)/],
    ['nothing arrived', { ...run, offered: 0, started: 0, generator }, /nothing arrived/],
    ['arrivals started late', { ...run, generator: { ...generator, startLag: lag(26) } }, /26\.0 ms late/],
    ['the generator was busy', { ...run, generator: { ...generator, eventLoopUtilisation: 0.97 } }, /97 %/],
  ])('was not when %s', (_why, figures, reason) => {
    expect(whyNotKept(figures, job)).toMatch(reason);
  });
});
