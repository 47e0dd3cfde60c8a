import { basename } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { atMost } from '../results/result.js';
import { compareFiles } from './command.js';
import { drillResult, FixtureFolder } from './fixture-files.js';

let folder: FixtureFolder;
let a: string;
let b: string;
beforeAll(async () => {
  folder = await FixtureFolder.make();
  a = await folder.write('a.json', drillResult());
  b = await folder.write('b.json', drillResult({ checks: [atMost('protected: p99', 130, 'ms', 250)] }));
});
afterAll(() => folder.remove());

let out: MockInstance<typeof console.log>;
let err: MockInstance<typeof console.error>;
beforeEach(() => {
  out = vi.spyOn(console, 'log').mockReturnValue();
  err = vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});
const printed = () => String(out.mock.calls[0]?.[0]);
const complained = () => String(err.mock.calls[0]?.[0]);
const run = (...args: string[]) => compareFiles(args, folder.path);

describe('npm run drill:compare', () => {
  it('ends with 0 when nothing is worse, with paths from where it was called', async () => {
    expect(await run(basename(a), basename(a))).toBe(0);
    expect(printed()).toContain('B is not worse than A');
    expect(printed()).toContain('! Both are the same file.');
  });

  it('ends with 1 when B is worse', async () => {
    expect(await run(a, b)).toBe(1);
    expect(printed()).toContain('"unprotected: p99" held in A and is not in B');
  });

  it('takes a tolerance', async () => {
    const slower = await folder.write(
      'slower.json',
      drillResult({ checks: [...drillResult().checks.slice(0, 1), atMost('protected: p99', 130, 'ms', 250)] }),
    );
    expect(await run(a, slower)).toBe(0);
    expect(await run(a, slower, '--tolerance', '30')).toBe(0);
    expect(await run(a, slower, '--tolerance', '29.9%')).toBe(1);
  });

  it('prints JSON that is JSON', async () => {
    expect(await run(a, b, '--json')).toBe(1);
    expect(JSON.parse(printed())).toMatchObject({ a: { file: a }, b: { file: b }, worse: [expect.any(String)] });
  });

  it('ends with 2 and a message when a file cannot be compared', async () => {
    expect(await run(a, 'none.json')).toBe(2);
    expect(complained()).toMatch(/none\.json cannot be read: there is no such file/);
    expect(out).not.toHaveBeenCalled();
  });

  it.each([
    [[], 'Two files are needed, A.json and B.json; got none'],
    [['one.json'], 'got one.json'],
    [['1', '2', '3'], 'got 1 2 3'],
    [['1', '2', '--tolerance', 'much'], '--tolerance must be a percentage from 0 up, as in 10, not "much"'],
    [['1', '2', '--tolerance=-1'], 'not "-1"'],
    [['1', '2', '--what'], '--what'],
  ])('refuses %j, naming the value and the way out', async (args, message) => {
    expect(await run(...args)).toBe(2);
    expect(complained()).toContain(message);
    expect(complained()).toContain('--help');
  });

  it('says in its help what each option does', async () => {
    expect(await run('--help')).toBe(0);
    for (const name of ['--tolerance', '--json', '--help', 'Exit codes']) expect(printed()).toContain(name);
  });
});
