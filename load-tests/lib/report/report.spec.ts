import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atMost } from '../results/result.js';
import { figure, rangeText } from './figure.js';
import { fixtureRun, fixtureStory } from './fixture-story.js';
import { medianRepeat } from './median-repeat.js';
import { phaseFigures } from './phase-figures.js';
import { rerunCommand } from './rerun.js';
import { saveReport } from './save-report.js';
import { summaryOf } from './summary.js';

describe('the summary', () => {
  it('has the arms side by side, then the verdict', () => {
    expect(summaryOf(fixtureStory())).toBe(`slow-carrier: A carrier that hangs takes checkout with it

                                    unprotected   protected
  p99 while the carrier hangs, ms         9,012        14.2
  failed checkouts, %                      61.5           0

Verdict: every check holds
  holds  unprotected: p99 while the carrier hangs  9012.4 ms (>= 5000)
  holds  protected: p99 while the carrier hangs    14.21 ms (<= 250)
  holds  protected: failed checkouts               0 checkouts (= 0)`);
  });

  it('counts what fails', () => {
    const text = summaryOf(fixtureStory({ checks: [atMost('a', 3, 'ms', 2), atMost('b', 1, 'ms', 2)] }));
    expect(text).toContain('Verdict: 1 of 2 checks FAIL\n  FAILS  a');
  });

  it('of a partial run gives no verdict, and a dash where an arm has no figure', () => {
    const headlines = [{ name: 'p99', unit: 'ms', values: { unprotected: 12 } }];
    const text = summaryOf(fixtureStory({ name: 'slow-carrier-partial', partial: 'interrupted', headlines }));
    expect(text).toContain('slow-carrier: A carrier');
    expect(text).toMatch(/^ {2}p99, ms +12 +–$/m);
    expect(text).toContain('PARTIAL RUN, NO VERDICT: interrupted');
    expect(text).not.toContain('every check holds');
  });

  it('of nothing says so', () => {
    expect(summaryOf(fixtureStory({ arms: [], headlines: [], checks: [], partial: 'interrupted' }))).toContain(
      'There are no figures',
    );
  });
});

describe('a figure', () => {
  it('has about three digits', () => {
    expect([14_012.4, 999.6, 61.54, 3.4561, 0.012345, 0, -2.5, null, NaN].map(figure)).toEqual([
      '14,012',
      '1,000',
      '61.5',
      '3.46',
      '0.0123',
      '0',
      '-2.5',
      '–',
      '–',
    ]);
  });

  it('of repeats says how far they lie apart', () => {
    expect(rangeText({ median: 5, lowest: 4, highest: 7 })).toBe('4–7');
    expect(rangeText({ median: 5.001, lowest: 5, highest: 5.002 })).toBe('');
    expect(rangeText(null)).toBe('');
  });
});

describe('the repeats of an arm', () => {
  it('are stood for by the one whose p99 in the trigger is the middle one', () => {
    const runs = [fixtureRun(1, 9_000), fixtureRun(2, 50), fixtureRun(3, 700)];
    expect(medianRepeat(runs)?.repeat).toBe(3);
    expect(medianRepeat(runs.slice(0, 2))?.repeat).toBe(2);
    expect(medianRepeat([])).toBeUndefined();
  });

  it('that answered nothing well count as the worst', () => {
    const [first, second, third] = [fixtureRun(1, 10), fixtureRun(2, 20), fixtureRun(3, 30)];
    for (const { load } of first?.phases ?? []) load.latency.ok = null;
    expect(medianRepeat([first, second, third] as never)?.repeat).toBe(3);
  });

  it('are told phase by phase, as medians with the most frequent errors', () => {
    const figures = phaseFigures(fixtureStory().arms);
    expect(figures.map(({ phase, arm }) => `${phase} ${arm}`).slice(1, 4)).toEqual([
      'baseline protected',
      'trigger unprotected',
      'trigger protected',
    ]);
    const [, , trigger] = figures;
    expect(trigger).toMatchObject({
      runs: 3,
      role: 'trigger',
      failed: { median: 2_280 },
      errorPercent: { median: 57 },
    });
    expect(trigger?.errors).toEqual([{ label: 'failed: timeout', count: 3 * 2_280 }]);
  });
});

describe('the command that makes it again', () => {
  it.each([
    ['full', 'npm run drill -- slow-carrier'],
    ['ci', 'npm run drill -- slow-carrier --size ci'],
    ['full, 1 instead of 3 repeats', 'npm run drill -- slow-carrier --repeats 1'],
    [
      'ci, 2 instead of 1 repeats, only protected, bare',
      'npm run drill -- slow-carrier --size ci --repeats 2 --arm protected,bare',
    ],
  ])('of size %s', (size, command) => {
    expect(rerunCommand({ name: 'slow-carrier', size })).toBe(command);
    expect(rerunCommand({ name: 'slow-carrier-partial', size, partial: 'interrupted' })).toBe(command);
  });
});

describe('saving a report', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('writes the page and a file for each plot, and nothing else', async () => {
    const deeper = join(folder, 'a', 'b');
    expect(await saveReport(fixtureStory(), deeper)).toBe(join(deeper, 'slow-carrier.html'));
    expect((await readdir(deeper)).toSorted()).toEqual([
      'slow-carrier-distribution.svg',
      'slow-carrier-goodput.svg',
      'slow-carrier-latency.svg',
      'slow-carrier-probe.svg',
      'slow-carrier.html',
    ]);
    expect(await readFile(join(deeper, 'slow-carrier.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
  });

  it('leaves what was there when not all of it can be written', async () => {
    const full = join(folder, 'full');
    // A folder stands where the last draft has to go.
    await mkdir(join(full, `slow-carrier.html.${process.pid}.part`, 'occupied'), { recursive: true });
    await writeFile(join(full, 'slow-carrier-latency.svg'), 'before');
    await expect(saveReport(fixtureStory(), full)).rejects.toThrow('EISDIR');
    expect(await readFile(join(full, 'slow-carrier-latency.svg'), 'utf8')).toBe('before');
    expect((await readdir(full)).toSorted()).toEqual([
      'slow-carrier-latency.svg',
      `slow-carrier.html.${process.pid}.part`,
    ]);
  });
});
