import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allHold, atLeast, atMost, describeChecks, exactly, result, type Result, writeResult } from './result.js';
import { describeCommit, describeMachine } from './surroundings.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'result-'));
});
afterAll(() => rm(folder, { recursive: true }));

const whole = async (): Promise<Result> => ({
  name: 'replay',
  commit: await describeCommit(),
  date: new Date().toISOString(),
  machine: describeMachine(),
  size: 'full',
  arms: { file: { peakMemoryMb: 100 } },
  checks: [atMost('peak memory', 100, 'MB', 150)],
});

describe('a check', () => {
  it('holds up to and including its limit', () => {
    expect([atMost('a', 150, 'MB', 150), atMost('a', 150.1, 'MB', 150)].map(({ holds }) => holds)).toEqual([
      true,
      false,
    ]);
    expect([atLeast('a', 1, 'x', 1), atLeast('a', 0, 'x', 1)].map(({ holds }) => holds)).toEqual([true, false]);
    expect([exactly('a', 0, 'x', 0), exactly('a', 1, 'x', 0)].map(({ holds }) => holds)).toEqual([true, false]);
  });

  it('does not hold for what is no number', () => {
    expect(
      [atMost('a', NaN, 'x', 1), atLeast('a', NaN, 'x', 1), exactly('a', NaN, 'x', 1)].some(({ holds }) => holds),
    ).toBe(false);
  });

  it('says its limit in a form that a program reads', () => {
    expect(atMost('a', 1, 'MB', 150).limit).toBe('<= 150');
    expect(describeChecks([atMost('peak', 151, 'MB', 150)])).toBe('  FAILS  peak  151 MB (<= 150)');
  });

  it('that fails makes the whole fail', () => {
    expect(allHold([exactly('a', 0, 'x', 0), exactly('b', 1, 'x', 0)])).toBe(false);
  });
});

describe('a result file', () => {
  it('is written whole and reads back', async () => {
    const file = join(folder, 'deeper', 'replay.json');
    const written = await whole();
    await writeResult(file, written);
    expect(result.parse(JSON.parse(await readFile(file, 'utf8')))).toEqual({ schema: 1, ...written });
    expect(await readdir(join(folder, 'deeper'))).toEqual(['replay.json']);
  });

  it('is not written at all in another form', async () => {
    const file = join(folder, 'wrong.json');
    await expect(writeResult(file, { ...(await whole()), checks: [] })).rejects.toThrow('checks');
    expect(await readdir(folder)).not.toContain('wrong.json');
  });

  it('tells nothing of whose machine it was', async () => {
    const { machine } = await whole();
    expect(Object.keys(machine)).toEqual(['cpu', 'cores', 'memoryGb', 'system', 'node']);
    expect(JSON.stringify(machine)).not.toContain('/');
  });
});
