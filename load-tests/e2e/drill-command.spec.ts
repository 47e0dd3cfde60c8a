import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listProcesses, makeTemporaryFolder } from '@breakwater/embedded';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drillArms } from '../lib/drill/observation.js';
import { result } from '../lib/results/result.js';

const COMMAND = fileURLToPath(new URL('../dist/drill.main.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await makeTemporaryFolder('breakwater-command-');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The command as a process; what it says up to now is in `said`. */
function run(...args: string[]) {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // So that what it leaves behind can be told from what others do meanwhile.
    env: { ...process.env, TMPDIR: folder },
  });
  const told = { child, said: '', code: once(child, 'close').then(([code]) => code as number | null) };
  const listen = (text: Buffer) => void (told.said += text.toString());
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return told;
}

describe('npm run drill', () => {
  it('lists the drills', async () => {
    const told = run();
    expect(await told.code).toBe(0);
    expect(told.said).toMatch(/^baseline {2,}Baseline: .*\n(.*\n)*n-plus-one {2,}N\+1: /m);
  }, 30_000);

  it.each([
    [['nplusone'], 'There is no drill "nplusone". Did you mean "n-plus-one"?'],
    [['n-plus-one', '--arm', 'naked'], 'n-plus-one has no "naked"'],
    [['n-plus-one', '--size', 'tiny'], '--size must be full or ci, not "tiny"'],
  ])(
    'refuses %j and says what there is',
    async (args, message) => {
      const told = run(...args);
      expect(await told.code).toBe(2);
      expect(told.said).toContain(message);
      expect(told.said).not.toContain('    at ');
    },
    30_000,
  );

  it('that is stopped by Ctrl-C leaves no process, and a partial result that says so', async () => {
    const told = run('n-plus-one', '--size', 'ci', '--arm', 'protected', '--repeats', '2', '--folder', folder);
    await waitUntil('a phase to run', () => /repeat 1 of 2, protected: /.test(told.said), { timeoutMs: 60_000 });
    told.child.kill('SIGINT');
    expect(await told.code).toBe(130);
    expect(told.said).toContain('No verdict: the run was interrupted');
    const files = await readdir(folder);
    expect(files).toContain('n-plus-one-partial.json');
    expect(files).not.toContain('n-plus-one.json');
    const text = await readFile(join(folder, 'n-plus-one-partial.json'), 'utf8');
    const partial = result.parse(JSON.parse(text));
    expect(partial.size).toBe('partial (the run was interrupted) of ci');
    expect(partial.checks.every(({ holds }) => !holds)).toBe(true);
    expect(drillArms.parse(partial.arms)).toEqual({ protected: { runs: [] } });
    const left = (await listProcesses()).filter(({ commandLine }) => commandLine.includes(folder));
    expect(left).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.startsWith('breakwater-drill'))).toEqual([]);
  }, 120_000);
});
