import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../fixture-story.js';
import { spreadOut } from './end-labels.js';
import { fit, ROW, widthOf, wrap } from './layout.js';
import { linearScale, logScale, scaleFor, tickTexts } from './scale.js';
import { DARK, LIGHT, type Palette, PRINT } from './theme.js';
import { TimeAxis } from './time-axis.js';

describe('a scale', () => {
  it('is linear with zero on it, or logarithmic when values are far apart', () => {
    expect(scaleFor([10, 200]).kind).toBe('linear');
    expect(scaleFor([10, 300]).kind).toBe('log');
    expect(scaleFor([0, 1e9]).kind).toBe('linear');
    expect(scaleFor([]).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  it.each([
    [0, 97, [0, 20, 40, 60, 80, 100]],
    [3, 12, [0, 5, 10, 15]],
    [0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-3, 4, [-4, -2, 0, 2, 4]],
    [0.1, 0.3, [0, 0.1, 0.2, 0.3]],
  ])('has round steps from %d to %d', (least, most, ticks) => {
    expect(linearScale(least, most).ticks).toEqual(ticks);
  });

  it.each([
    [8, 90, [5, 10, 20, 50, 100]],
    [1, 10_000, [1, 10, 100, 1_000, 10_000]],
    [1e-3, 1e9, [1e-3, 1, 1e3, 1e6, 1e9]],
    [20, 5_000, [20, 50, 100, 200, 500, 1_000, 2_000, 5_000]],
    [7, 7, [5, 10]],
  ])('has powers of ten from %d to %d', (least, most, ticks) => {
    expect(logScale(least, most).ticks.slice(0, ticks.length)).toEqual(ticks);
    expect(logScale(least, most).ticks.length).toBeLessThanOrEqual(8);
  });

  it('of what is counted has no tick between two numbers', () => {
    expect([linearScale(0, 0, 1).ticks, linearScale(0, 3, 1).ticks]).toEqual([
      [0, 1],
      [0, 1, 2, 3],
    ]);
  });

  it('places values between its ends and never outside', () => {
    expect([0, 50, 100, 900, -4].map(linearScale(0, 100).at)).toEqual([0, 0.5, 1, 1, 0]);
    expect([1, 10, 100].map(logScale(1, 100).at)).toEqual([0, 0.5, 1]);
  });

  it('says its ticks in one unit', () => {
    expect(tickTexts(linearScale(0, 200_000))).toEqual(['0', '50k', '100k', '150k', '200k']);
    expect(tickTexts(logScale(1, 1e9))).toEqual(['1', '100', '10,000', '1M', '100M']);
    expect(tickTexts(linearScale(0, 0.5))).toEqual(['0', '0.1', '0.2', '0.3', '0.4', '0.5']);
  });
});

describe('the time axis', () => {
  it('begins each phase at the same place for every run, warm-ups left out', () => {
    const [slow, fast] = [fixtureRun(1, 0, [3, 8, 2]), fixtureRun(2, 0, [3, 4, 2])];
    const axis = new TimeAxis([fast, slow]);
    expect(axis.slots.map(({ name, fromS, toS }) => [name, fromS, toS])).toEqual([
      ['baseline', 0, 3],
      ['trigger', 3, 11],
      ['observe', 11, 13],
    ]);
    expect(axis.ofSecond('observe', 0)).toBe(11.5);
  });

  it('finds the phase of a moment, and none in a warm-up', () => {
    const run = fixtureRun(1, 0, [3, 8, 2]);
    const axis = new TimeAxis([run]);
    expect(axis.ofMoment(run, 1_999)).toBeUndefined();
    expect(axis.ofMoment(run, 2_000)).toEqual({ phase: 'baseline', atS: 0 });
    expect(axis.ofMoment(run, 6_500)).toBeUndefined();
    expect(axis.ofMoment(run, 7_500)).toEqual({ phase: 'trigger', atS: 3.5 });
  });

  it('keeps the order of phases that only some runs have', () => {
    const whole = fixtureRun(1, 0, [1, 1, 1]);
    const cut = { ...whole, phases: whole.phases.filter(({ name }) => name !== 'trigger') };
    expect(new TimeAxis([cut, whole]).slots.map(({ name }) => name)).toEqual(['baseline', 'trigger', 'observe']);
  });
});

describe('texts', () => {
  it('at the ends of lines never lie on one another, nor outside', () => {
    const at = (...ys: number[]) =>
      spreadOut(
        ys.map((y) => ({ arm: 0, text: '', y })),
        10,
        120,
      ).map(({ y }) => y);
    expect(at(50, 100)).toEqual([50, 100]);
    expect(at(50, 51)).toEqual([50, 50 + ROW]);
    expect(at(119, 120, 2)).toEqual([10, 120 - ROW, 120]);
  });

  it('that are too long are cut, and lists wrapped', () => {
    expect(fit('abcdef', widthOf('abcdef'))).toBe('abcdef');
    expect(fit('abcdef', widthOf('abcd'))).toBe('abc…');
    expect(wrap(['one', 'two', 'three'], widthOf('one · two'))).toEqual(['one · two', 'three']);
  });
});

describe('the colours', () => {
  const channel = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (hex: string) =>
    [1, 3, 5]
      .map((at) => channel(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
      .reduce((sum, value, index) => sum + value * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
  const contrast = (a: string, b: string) => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  it.each([
    ['light', LIGHT],
    ['dark', DARK],
    ['print', PRINT],
  ] as [string, Palette][])(
    'have the contrast that texts need, in %s',
    (_, { paper, shade, ink, soft, good, bad, arms }) => {
      for (const colour of [ink, soft, good, bad, ...arms]) {
        expect(contrast(colour, paper)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(colour, shade)).toBeGreaterThanOrEqual(4.5);
      }
    },
  );
});
