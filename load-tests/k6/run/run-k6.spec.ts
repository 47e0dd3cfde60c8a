import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isAlive } from '@breakwater/embedded';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/command/command.js';
import { findK6, type K6 } from './find-k6.js';
import { readOptions } from './options.js';
import { runAll } from './run-all.js';
import { runK6 } from './run-k6.js';
import { k6Scripts, loadTestsFolder } from './scripts.js';

// Programs that end as k6 does. The real one is not everywhere where specs run; `npm run k6:all` is with it.
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-k6-'));
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
async function standIn(script: string, name = 'k6'): Promise<string> {
  const place = join(folder, String((made += 1)));
  await mkdir(place);
  const file = join(place, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}
const ending = async (script: string): Promise<K6> => ({ command: await standIn(script), version: 'k6 v0' });
const options = (changes: object = {}) => ({
  script: 'some.k6.ts',
  env: { SIZE: 'ci' },
  baseEnv: { PATH: '/usr/bin:/bin', K6_VUS: '1' },
  logFile: join(folder, `${(made += 1)}.log`),
  timeoutMs: 20_000,
  ...changes,
});

describe('k6 is found', () => {
  const says = (version: string) => `[ "$1" = version ] && echo "${version}"`;

  it('where the variable K6 says, before any other', async () => {
    const command = await standIn(says('k6 v1.8.1 (go1.25)'));
    expect(await findK6({ K6: command, PATH: '/nowhere' })).toEqual({ command, version: 'k6 v1.8.1 (go1.25)' });
  });

  it('on the PATH', async () => {
    const command = await standIn(says('k6 v1.1.0 (go1.24)'));
    const found = await findK6({ PATH: `${join(command, '..')}:/bin` });
    expect(found).toEqual({ command: 'k6', version: 'k6 v1.1.0 (go1.24)' });
  });

  it('not at all without either', async () => {
    expect(await findK6({ PATH: folder })).toBeUndefined();
    expect(await findK6({ K6: '', PATH: folder })).toBeUndefined();
  });

  it.each([
    ['nothing', undefined, /no-such-k6 version fails/],
    ['something else', 'k7 v1', /says "k7 v1"/],
  ])('but refused when K6 names %s', async (_what, version, message) => {
    const command = version === undefined ? join(folder, 'no-such-k6') : await standIn(says(version));
    const found = findK6({ K6: command, PATH: '/bin' });
    await expect(found).rejects.toThrow(message);
    await expect(found).rejects.toBeInstanceOf(OptionError);
  });
});

describe('a run of k6', () => {
  it('holds when k6 ends with 0', async () => {
    expect(await runK6(await ending('echo fine'), options())).toEqual({ failure: undefined, said: 'fine' });
  });

  it.each([
    [99, /a threshold does not hold \(exit code 99\)/],
    [107, /the script threw \(exit code 107\)/],
    [255, /k6 failed \(exit code 255\)/],
  ])('fails when it ends with %i, with what it said', async (code, failure) => {
    const run = await runK6(await ending(`echo the reason; exit ${code}`), options());
    expect(run).toEqual({ failure: expect.stringMatching(failure), said: 'the reason' });
  });

  it("gets the script's variables, and none of k6's own that would change the load", async () => {
    const { said } = await runK6(await ending('echo "$@"; env'), options());
    expect(said).toMatch(/^run .*some\.k6\.ts$/m);
    expect(said).toMatch(/^SIZE=ci$/m);
    expect(said).not.toContain('K6_VUS');
  });

  it('that takes too long is ended', async () => {
    const { failure } = await runK6(await ending('echo $$; exec sleep 60'), options({ timeoutMs: 200 }));
    expect(failure).toBe('it took longer than 0.2 s');
  });

  it('that is interrupted leaves no process', async () => {
    const interruption = new AbortController();
    const given = options({ signal: interruption.signal });
    const ended = runK6(await ending('echo $$; exec sleep 60'), given).catch((error: unknown) => error);
    await waitUntil('its process id', async () =>
      (await readFile(given.logFile, 'utf8').catch(() => '')).includes('\n'),
    );
    interruption.abort(new Error('stop'));
    expect(await ended).toMatchObject({ message: 'stop' });
    expect(await isAlive(Number(await readFile(given.logFile, 'utf8')))).toBe(false);
  });
});

describe('all scripts', () => {
  it('are those in the repository', () => {
    expect(k6Scripts()).toEqual(
      expect.arrayContaining([
        'benchmarks/k6-agreement/agreement.k6.ts',
        'drills/n-plus-one/load.k6.ts',
        'k6/baseline.k6.ts',
      ]),
    );
  });

  it('are run, also after one that fails, and counted', async () => {
    const k6 = await ending('case "$*" in *bad*) echo wrong; exit 99;; esac');
    const told: string[] = [];
    const { script: _script, logFile: _logFile, ...given } = options();
    const scripts = ['a.k6.ts', 'bad.k6.ts', 'c.k6.ts'];
    const counted = await runAll(k6, {
      ...given,
      scripts,
      folder,
      logFolder: join(folder, 'logs'),
      tell: (line) => told.push(line),
    });
    expect(counted).toEqual({ passed: 2, failed: 1 });
    expect(told.map((line) => line.trim().split(/\s+/).slice(0, 2).join(' '))).toEqual([
      'ok a.k6.ts',
      'FAILS bad.k6.ts',
      'wrong',
      'ok c.k6.ts',
      '2 passed,',
    ]);
    expect(told[1]).toContain('a threshold does not hold (exit code 99)');
  });
});

describe('the command', () => {
  it.each([
    [['--size', 'half'], /--size must be ci or full/],
    [['--what'], /--what/],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('knows its options', () => {
    expect(readOptions([])).toEqual({ size: 'ci', reportFile: undefined });
    expect(readOptions(['--size', 'full', '--report', 'x.json'])).toEqual({ size: 'full', reportFile: 'x.json' });
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each(['k6/run-all.main.js', 'benchmarks/k6-agreement.main.js'])(
    '%s without k6 ends with 3 and says how to get it',
    async (main) => {
      const run = promisify(execFile);
      await run('tsc', ['-b', loadTestsFolder()]);
      const entry = join(loadTestsFolder(), 'dist', main);
      const ended = run(process.execPath, [entry], { env: { PATH: folder } });
      await expect(ended).rejects.toMatchObject({ code: 3, stderr: expect.stringContaining('brew install k6') });
    },
  );
});
