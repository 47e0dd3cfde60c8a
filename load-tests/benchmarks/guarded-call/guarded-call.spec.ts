import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { result } from '../../lib/results/result.js';
import { ARMS } from './arms.js';
import { measure, type Round } from './measure.js';
import { describeOverheads, guardedCallReport } from './report.js';

const round = (changes: Partial<Round['usPerCall']> = {}, wrong = 0): Round => ({
  usPerCall: { bare: 1, opossum: 6, cockatiel: 7, externalCall: 11, externalCallInService: 16, ...changes },
  wrong,
});
const failing = (rounds: Round[], size: 'full' | 'ci' = 'full') =>
  guardedCallReport(rounds, size)
    .checks.filter(({ holds }) => !holds)
    .map(({ name }) => name);

describe('the arms', () => {
  it('each make the call and are told what it took, in every round', async () => {
    const told: string[] = [];
    const tell = (line: string) => void told.push(line);
    const rounds = await measure({ rounds: 3, calls: 50, warmUpRounds: 1 }, tell, new AbortController().signal);
    expect(rounds).toHaveLength(3);
    for (const { usPerCall, wrong } of rounds) {
      expect(Object.keys(usPerCall)).toEqual([...ARMS]);
      for (const us of Object.values(usPerCall)) expect(us).toBeGreaterThan(0);
      expect(wrong).toBe(0);
    }
    expect(told).toEqual(['warming up: 50 calls of each arm', 'round 1 of 3']);
  });

  it('stop between two rounds', async () => {
    const stop = new AbortController();
    const tell = (line: string) => {
      if (line.startsWith('round 21')) stop.abort();
    };
    const rounds = await measure({ rounds: 1_000, calls: 1, warmUpRounds: 0 }, tell, stop.signal);
    expect(rounds).toHaveLength(21);
  });
});

describe('the overhead', () => {
  it('is the median of what an arm took more than the bare call in the same round', () => {
    const rounds = [round(), round({ bare: 100, externalCall: 113 }), round({ bare: 2, externalCall: 900 })];
    const report = guardedCallReport(rounds, 'full');
    expect(report.arms.externalCall).toMatchObject({
      usPerCall: { median: 113, lowest: 11, highest: 900 },
      overheadUs: { median: 13, lowest: 10, highest: 898, all: [10, 13, 898] },
    });
    expect(report.arms.bare.overheadUs).toMatchObject({ median: 0, lowest: 0, highest: 0 });
    expect(describeOverheads(report)).toContain('  externalCall           113 µs, overhead 13 µs (10 to 898)');
  });

  it.each<[string, Round[], string[]]>([
    ['all is well', [round()], []],
    ['it is just what was promised', [round({ externalCall: 21, externalCallInService: 21 })], []],
    ['it is more alone', [round({ externalCall: 21.1 })], ['overhead of an ExternalCall declared alone, median']],
    [
      'it is more in a service',
      [round({ externalCallInService: 22 })],
      ['overhead of an ExternalCall in a service, median'],
    ],
    ['another guard costs more', [round({ opossum: 200, cockatiel: 200 })], []],
    ['an answer was wrong', [round(), round({}, 1)], ['calls with a wrong answer']],
  ])('when %s', (_when, rounds, names) => {
    expect(failing(rounds)).toEqual(names);
  });

  it('is not checked in a small run', () => {
    expect(failing([round({ externalCall: 500 })], 'ci')).toEqual([]);
  });
});

describe('the command', () => {
  const main = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/benchmarks/guarded-call.main.js');
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [main, ...args]).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
    );

  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guarded-call-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('writes a result in the agreed form', async () => {
    const file = join(folder, 'result.json');
    expect(await run('--size', 'ci', '--result', file)).toMatchObject({ code: 0 });
    const written = result.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(written).toMatchObject({ name: 'guarded-call', size: 'ci' });
    expect(Object.keys(written.arms)).toEqual(['conditions', ...ARMS]);
  });

  it.each<[string[], number, string]>([
    [['--help'], 0, '--size full|ci'],
    [['--size', 'huge'], 2, '--size must be full or ci, not huge'],
    [['--repeats', '5'], 2, "Unknown option '--repeats'"],
  ])('with %j ends with %i', async (args, code, text) => {
    expect(await run(...args)).toMatchObject({ code, text: expect.stringContaining(text) });
  });
});
