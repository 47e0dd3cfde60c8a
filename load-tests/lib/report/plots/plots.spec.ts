import { describe, expect, it } from 'vitest';
import type { ArmRun } from '../../drill/observation.js';
import { fixturePhase, fixtureRun, fixtureSecond, fixtureStory } from '../fixture-story.js';
import type { Story } from '../story.js';
import { faultsInXml, overlapping, textBoxes } from './fixture-xml.js';
import { WIDTH } from './layout.js';
import { plotsOf } from './plots.js';
import { svgFile } from './svg.js';

const LARGEST_BYTES = 60_000;

type Seconds = Parameters<typeof fixturePhase>[1];

const runOf = (...phases: Seconds[]): ArmRun => ({
  repeat: 1,
  phases: phases.map((seconds, index) =>
    fixturePhase(
      { name: `phase ${index}`, role: index === 1 ? 'trigger' : 'baseline', startsAtMs: index * 100_000 },
      seconds,
    ),
  ),
  probes: [],
  figures: {},
});
const oneArm = (...runs: ArmRun[]): Story['arms'] => [{ name: 'only', runs }];
const allFailed = (second: number) => ({ ...fixtureSecond(second, 1), ok: 0, failed: 100, p50Ms: null, p99Ms: null });
const probed = (readings: [number, number][]): ArmRun => ({
  ...fixtureRun(1, 0),
  probes: [{ name: 'connections in use', unit: 'connections', readings }],
});
const longRuns = (stallMs: number) => [1, 2, 3, 4, 5].map((repeat) => fixtureRun(repeat, stallMs, [300, 600, 300]));
const names = (count: number) => Array.from({ length: count }, (_, index) => `an arm with a very long name ${index}`);

const stories: Record<string, Story> = {
  'as it should be': fixtureStory(),
  'no arms': fixtureStory({ arms: [], headlines: [], checks: [] }),
  'arms without runs': fixtureStory({ arms: oneArm() }),
  'a run without phases': fixtureStory({ arms: oneArm(runOf()) }),
  'a phase without seconds': fixtureStory({ arms: oneArm(runOf([])) }),
  'one second only': fixtureStory({ arms: oneArm(runOf([fixtureSecond(0, 5)])) }),
  'all failed': fixtureStory({ arms: oneArm(runOf([0, 1, 2].map(allFailed))) }),
  'every other second failed': fixtureStory({
    arms: oneArm(runOf(Array.from({ length: 900 }, (_, at) => (at % 2 ? allFailed(at) : fixtureSecond(at, 5))))),
  }),
  'huge ranges': fixtureStory({
    arms: oneArm(runOf([fixtureSecond(0, 1e-9), fixtureSecond(1, 1e12), fixtureSecond(2, 0)])),
  }),
  'numbers that are none': fixtureStory({ arms: oneArm(runOf([fixtureSecond(0, NaN), fixtureSecond(1, Infinity)])) }),
  'a probe of zeros and billions': fixtureStory({
    arms: oneArm(
      probed([
        [3_000, 0],
        [4_000, 5e9],
        [5_000, -3],
      ]),
    ),
  }),
  'a probe that did not change': fixtureStory({
    arms: oneArm(
      probed([
        [3_000, 7],
        [4_000, 7],
      ]),
    ),
  }),
  'twenty minutes, five repeats': fixtureStory({
    arms: [
      { name: 'unprotected', runs: longRuns(9_000) },
      { name: 'protected', runs: longRuns(0) },
    ],
  }),
  'five arms with long names': fixtureStory({ arms: names(5).map((name) => ({ name, runs: longRuns(90) })) }),
  'many short phases': fixtureStory({
    arms: oneArm(runOf(...Array.from({ length: 14 }, () => [fixtureSecond(0, 5), fixtureSecond(1, 6)]))),
  }),
  'a very long phase among short ones': fixtureStory({
    arms: oneArm(
      runOf(
        [fixtureSecond(0, 5)],
        [fixtureSecond(0, 5)],
        Array.from({ length: 900 }, (_, at) => fixtureSecond(at, 5)),
      ),
    ),
  }),
  'texts that are markup': fixtureStory({ title: '<script>&\u0000', ownProbe: '"<b>\ud800' }),
};

describe.each(Object.entries(stories))('the plots of %s', (_, story) => {
  const files = plotsOf(story).map(svgFile);

  it('are four well-formed pictures without a value that is none', () => {
    expect(files.map(faultsInXml)).toEqual([[], [], [], []]);
    for (const file of files) expect(file).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
  });

  it('are small enough to be committed', () => {
    for (const file of files) expect(Buffer.byteLength(file)).toBeLessThan(LARGEST_BYTES);
  });

  it('keep their texts apart and inside, also on a narrow screen', () => {
    for (const file of files) {
      const boxes = textBoxes(file);
      expect(overlapping(boxes)).toEqual([]);
      const height = Number(/viewBox="0 0 \d+ (\d+)"/.exec(file)?.[1]);
      const outside = boxes.filter(
        ({ left, right, top, bottom }) => left < -1 || right > WIDTH + 1 || top < 0 || bottom > height,
      );
      expect(outside.map(({ text }) => text)).toEqual([]);
    }
  });

  it('are described to those who cannot see them', () => {
    for (const file of files) {
      const [, titleId, descId] = /role="img" aria-labelledby="(\S+) (\S+)"/.exec(file) ?? [];
      expect(file).toMatch(new RegExp(`<title id="${titleId}">[^<]+</title><desc id="${descId}">[^<]+</desc>`));
    }
  });
});

describe('a plot', () => {
  const plot = (key: string, story = fixtureStory()) => svgFile(plotsOf(story).find((one) => one.key === key)!);

  it('asks for nothing from elsewhere and runs no script', () => {
    for (const key of ['latency', 'goodput', 'distribution', 'probe']) {
      expect(plot(key).replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|href|@import|<script/i);
    }
  });

  it('marks the trigger and names the phases', () => {
    expect(plot('latency')).toContain('class="shade"');
    expect(plot('latency')).toContain('>trigger</text>');
    expect(plot('latency')).toContain('shaded: the trigger');
  });

  it('numbers phases whose names have no room, and tells the numbers below', () => {
    const file = plot('latency', stories['many short phases']);
    expect(file).not.toContain('>phase 3</text>');
    expect(file).toContain('4: phase 3 (6–8 s)');
  });

  it('crosses the seconds in which nothing was answered well', () => {
    const { caption, body } = plotsOf(stories['all failed'] as Story)[0]!;
    expect(caption).toContain('A cross at the top');
    expect(body.text).toContain('l6,6m0,-6l-6,6');
    expect(body.text).toContain('no request was answered well');
  });

  it('takes a second or two without an answer for what they are at a low rate, and three for a stall', () => {
    const seconds = (missing: number) =>
      [1, ...Array.from({ length: missing }, () => 0), 1].map((ok, second) => ({
        ...fixtureSecond(second, 5),
        offered: 1,
        ok,
      }));
    const crosses = (missing: number) =>
      plotsOf(fixtureStory({ arms: oneArm(runOf(seconds(missing))) }))[0]?.caption.includes('A cross at the top');
    expect([crosses(2), crosses(3)]).toEqual([false, true]);
  });

  it('shows refusals only where there were some', () => {
    const refusing = oneArm(runOf([{ ...fixtureSecond(0, 5), refused: 7 }, fixtureSecond(1, 5)]));
    expect(plot('goodput')).not.toContain('refused');
    expect(plot('goodput', fixtureStory({ arms: refusing }))).toContain('>refused</text>');
  });

  it('says which repeat is the line, and shades what all repeats did', () => {
    const [latency] = plotsOf(fixtureStory());
    expect(latency?.caption).toContain('repeat 2 of 3 of unprotected, repeat 2 of 3 of protected');
    expect(latency?.body.text.match(/class="band/g)).toHaveLength(4);
    const [once] = plotsOf(stories['one second only'] as Story);
    expect(once?.caption).toContain('Each arm was run once.');
    expect(once?.body.text).not.toContain('class="band');
  });
});

describe('a point', () => {
  /** Where the ticks are, and the numbers beside them. */
  const ticks = (svg: string) =>
    [...svg.matchAll(/M([\d.]+),([\d.]+)H([\d.]+)"\/><text class="end soft"[^>]*>([^<]*)</g)].map(
      ([, left, y, right, text]) => ({
        ...{ left: Number(left), right: Number(right), y: Number(y), value: Number(text?.replaceAll(',', '')) },
      }),
    );
  const line = (svg: string, kind: string) =>
    [...(new RegExp(`class="${kind}" d="([^"]+)"`).exec(svg)?.[1] ?? '').matchAll(/([\d.]+),([\d.]+)/g)].map(
      ([, x, y]) => [Number(x), Number(y)],
    );

  it('lies where its second and its value are, on a linear axis', () => {
    const seconds = [0, 5, 10, 20].map((value, second) => ({ ...fixtureSecond(second, 1), p50Ms: value, p99Ms: null }));
    const svg = svgFile(plotsOf(fixtureStory({ arms: oneArm(runOf(seconds)) }))[0]!);
    const [zero, top] = [ticks(svg).find(({ value }) => value === 0)!, ticks(svg).find(({ value }) => value === 20)!];
    const points = line(svg, 'line dashed s0');
    expect(points.map(([, y = 0]) => Math.round((20 * (zero.y - y)) / (zero.y - top.y)))).toEqual([0, 5, 10, 20]);
    const secondsAt = points.map(([x = 0]) => (4 * (x - zero.left)) / (zero.right - zero.left));
    secondsAt.forEach((at, second) => expect(at).toBeCloseTo(second + 0.5, 2));
  });

  it('lies where its value is on a logarithmic axis', () => {
    const seconds = [1, 100, 10_000].map((value, second) => ({
      ...fixtureSecond(second, 1),
      p50Ms: value,
      p99Ms: null,
    }));
    const svg = svgFile(plotsOf(fixtureStory({ arms: oneArm(runOf(seconds)) }))[0]!);
    const at = (wanted: number) => ticks(svg).find(({ value }) => value === wanted)?.y;
    expect(line(svg, 'line dashed s0').map(([, y]) => y)).toEqual([at(1), at(100), at(10_000)]);
  });

  it('that is missing is a gap in the line, and so is one that is no number', () => {
    const values = [5, 6, null, 7, NaN, 8, 9];
    const seconds = values.map((value, second) => ({ ...fixtureSecond(second, 1), p50Ms: value, p99Ms: null }));
    const svg = svgFile(plotsOf(fixtureStory({ arms: oneArm(runOf(seconds)) }))[0]!);
    const path = /class="line dashed s0" d="([^"]+)"/.exec(svg)?.[1];
    expect(
      path
        ?.split('M')
        .slice(1)
        .map((piece) => piece.split(/[L ]/).length),
    ).toEqual([2, 1, 2]);
    expect(line(svg, 'line dashed s0')).toHaveLength(5);
  });

  it('that is a spike of one second stays, however many seconds there are', () => {
    const seconds = Array.from({ length: 1_200 }, (_, second) => ({
      ...fixtureSecond(second, 10),
      p50Ms: second === 777 ? 25 : 10,
      p99Ms: null,
    }));
    const svg = svgFile(plotsOf(fixtureStory({ arms: oneArm(runOf(seconds)) }))[0]!);
    const [from, to] = [ticks(svg).find(({ value }) => value === 0)!, ticks(svg).find(({ value }) => value === 20)!];
    const points = line(svg, 'line dashed s0');
    expect(points.length).toBeLessThan(600);
    const highest = Math.min(...points.map(([, y = Infinity]) => y));
    expect(((from.y - highest) * 20) / (from.y - to.y)).toBeCloseTo(25, 0);
  });
});
