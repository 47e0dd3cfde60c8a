import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureRun } from '../report/fixture-story.js';
import { atLeast, atMost, type Check, exactly, type Result } from '../results/result.js';
import { compare } from './compare.js';
import { describeComparison } from './describe.js';
import { drillResult, FixtureFolder } from './fixture-files.js';
import { readMeasured } from './read-measured.js';

let folder: FixtureFolder;
beforeAll(async () => {
  folder = await FixtureFolder.make();
});
afterAll(() => folder.remove());

const read = async (name: string, change: Partial<Result>) =>
  readMeasured(await folder.write(name, drillResult(change)));

async function compared(a: Partial<Result>, b: Partial<Result>, tolerancePercent?: number) {
  const [before, after] = [await read('a.json', a), await read('b.json', { commit: 'b'.repeat(40), ...b })];
  return compare(before, after, tolerancePercent);
}

const withChecks = (...checks: Check[]) => ({ checks });

describe('checks', () => {
  it('are set side by side with their change in percent', async () => {
    const { checks, worse } = await compared(
      withChecks(atMost('p99', 100, 'ms', 250), atLeast('speed-up', 20, 'times', 20)),
      withChecks(atMost('p99', 120, 'ms', 250), atLeast('speed-up', 25, 'times', 20)),
    );
    expect(checks).toMatchObject([
      { name: 'p99', a: 100, b: 120, changePercent: 20, holdsInA: true, holdsInB: true, change: 'worse' },
      { name: 'speed-up', a: 20, b: 25, changePercent: 25, change: 'better' },
    ]);
    expect(worse).toEqual([]);
  });

  it.each([
    ['higher than a limit that it had kept', atMost('x', 100, 'ms', 250), atMost('x', 251, 'ms', 250), 'broken'],
    ['lower than one', atLeast('x', 30, 'x', 20), atLeast('x', 19, 'x', 20), 'broken'],
    ['other than what it had to be', exactly('x', 0, 'lost', 0), exactly('x', 1, 'lost', 0), 'broken'],
    ['within its limit again', atMost('x', 300, 'ms', 250), atMost('x', 240, 'ms', 250), 'mended'],
    ['as it was', atMost('x', 100, 'ms', 250), atMost('x', 100, 'ms', 250), 'same'],
  ] as const)('that are %s', async (_, a, b, change) => {
    const { checks, worse } = await compared(withChecks(a), withChecks(b));
    expect(checks[0]?.change).toBe(change);
    expect(worse).toEqual(change === 'broken' ? ['"x" held in A and fails in B'] : []);
  });

  it('that failed before do not make it worse', async () => {
    const { checks, worse } = await compared(
      withChecks(atMost('x', 300, 'ms', 250)),
      withChecks(atMost('x', 900, 'ms', 250)),
      0,
    );
    expect([checks[0]?.change, worse]).toEqual(['worse', []]);
  });

  it('that held and are gone make it worse; those that are new do not', async () => {
    const [a, b] = [atMost('old', 1, 'ms', 2), atMost('new', 3, 'ms', 2)];
    const { checks, worse } = await compared(withChecks(a), withChecks(b));
    expect(checks.map(({ name, change }) => [name, change])).toEqual([
      ['old', 'gone'],
      ['new', 'new'],
    ]);
    expect(worse).toEqual(['"old" held in A and is not in B']);
  });

  it.each([
    [19, ['"x" is worse by 20.0 %, beyond the tolerance of 19 %']],
    [20, []],
    [undefined, []],
  ])('with a tolerance of %s percent', async (tolerance, expected) => {
    const ways = [
      [atMost('x', 100, 'ms', 250), atMost('x', 120, 'ms', 250)],
      [atLeast('x', 100, '/s', 10), atLeast('x', 80, '/s', 10)],
    ] as const;
    for (const [a, b] of ways)
      expect((await compared(withChecks(a), withChecks(b), tolerance)).worse).toEqual(expected);
  });

  it('that rise from zero are beyond any tolerance', async () => {
    const { checks, worse } = await compared(
      withChecks(atMost('x', 0, 'errors', 5)),
      withChecks(atMost('x', 1, 'errors', 5)),
      1_000,
    );
    expect(checks[0]?.changePercent).toBeNull();
    expect(worse).toEqual(['"x" is worse from nothing, beyond the tolerance of 1000 %']);
  });

  it('of another unit are not calculated with', async () => {
    const { checks, notes, worse } = await compared(
      withChecks(atMost('x', 1, 's', 2)),
      withChecks(atMost('x', 1_000, 'ms', 2_000)),
      0,
    );
    expect(checks[0]).toMatchObject({ changePercent: null, change: 'unknown' });
    expect(notes).toContain('"x" is in s in A and in ms in B: its values cannot be compared.');
    expect(worse).toEqual([]);
  });
});

describe('arms and phases', () => {
  it('are set side by side, medians of the repeats', async () => {
    const runs = [1, 2, 3].map((repeat) => fixtureRun(repeat, 9_000, [3, 4, 3]));
    const { phases } = await compared({ arms: { unprotected: { runs } } }, {});
    const trigger = phases.find(({ arm, phase }) => arm === 'unprotected' && phase === 'trigger');
    expect(trigger?.goodputPerSecond).toEqual({ a: 70, b: 70, changePercent: 0 });
    expect(trigger?.errorPercent).toMatchObject({ a: 30 });
    expect(trigger?.p99Ms.a).toBe(runs[1]?.phases[1]?.load.latency.ok?.p99Ms);
  });

  it('that only one side has are named', async () => {
    const { notes, phases } = await compared({ arms: { unprotected: { runs: [fixtureRun(1, 0, [3, 4, 3])] } } }, {});
    expect(notes).toContain('Only in B: protected, baseline; protected, trigger; protected, observe.');
    expect(phases.find(({ arm }) => arm === 'protected')?.p50Ms).toMatchObject({ a: null, changePercent: null });
  });

  it('of a benchmark have a form of their own', async () => {
    const arms = { shop: { seconds: { median: 12.6 } } };
    const { notes, phases } = await compared({ arms }, { arms });
    expect([phases, notes]).toEqual([
      [],
      ['A benchmark reports its arms in a form of its own: only the checks are compared.'],
    ]);
    expect((await compared({ arms }, {})).notes).toContain(
      'The arms of A have no phases: only the checks are compared.',
    );
  });
});

describe('what has to be known', () => {
  const machine = drillResult().machine;

  it.each<[string, Partial<Result>, string]>([
    [
      'another machine',
      { machine: { ...machine, cores: 8 } },
      'Measured on different machines: compare ratios, not times (cores 2; 8).',
    ],
    [
      'another Node',
      { machine: { ...machine, node: 'v26.0.0' } },
      'Measured with different versions of Node (node v24.21.0; v26.0.0).',
    ],
    ['another size', { size: 'ci' }, 'Of different sizes: compare which checks hold, not figures.'],
    [
      'a partial run',
      { size: 'partial (the run was interrupted) of full' },
      'B is a partial run: there is no verdict on it.',
    ],
    [
      'changes',
      { commit: `${'b'.repeat(40)}-changed` },
      'B was measured with changes that were not committed: its commit does not tell what ran.',
    ],
    [
      'the same commit',
      { commit: 'a'.repeat(40) },
      'Both are of the same commit: what differs is chance, or the machine.',
    ],
    [
      'another limit',
      withChecks(atLeast('unprotected: p99', 9_012, 'ms', 4_000), atMost('protected: p99', 100, 'ms', 250)),
      'The limit of "unprotected: p99" was >= 5000 in A and is >= 4000 in B.',
    ],
  ])('%s', async (_, change, note) => {
    expect((await compared({}, change)).notes).toEqual(expect.arrayContaining([note]));
    expect((await compared({}, {})).notes).toEqual([]);
  });
});

describe('the text', () => {
  it('tells all of it in aligned columns', async () => {
    const text = describeComparison(
      await compared(withChecks(atMost('protected: p99', 100, 'ms', 250)), {
        ...withChecks(atMost('protected: p99', 300, 'ms', 250)),
        size: 'ci',
      }),
    );
    expect(text).toMatch(/^commit +A +aaaaaaaaaaaa\n +B +bbbbbbbbbbbb$/m);
    expect(text).toMatch(/^machine +Some CPU, 2 cores, 24 GB, linux x64, v24\.21\.0$/m);
    expect(text).toContain('! Of different sizes');
    expect(text).toMatch(/^ {2}protected: p99 +100 +300 +ms +\+200 % +holds +FAILS +broken$/m);
    expect(text).toMatch(/^ {2}protected, trigger +[\d.]+ → [\d.]+ +[\d.]+ → [\d.]+ +100 → 100 +0 → 0$/m);
    expect(text).toMatch(/B is worse than A:\n {2}"protected: p99" held in A and fails in B$/);
  });
});
