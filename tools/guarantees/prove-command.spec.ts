import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { countTests, type VitestReport } from '../checks/summary.ts';
import { chapterOf, check, memory, noticedBy, writeFixture } from './fixture-workspace.ts';
import type { Mechanism } from './guarantee.ts';

const command = fileURLToPath(new URL('prove-command.ts', import.meta.url));

/** The command for the fixture's guarantees, in a process of its own: it runs tests itself. */
function start(mechanisms: [Mechanism, ...Mechanism[]], ...args: string[]) {
  const root = writeFixture();
  const temporary = join(root, 'temporary');
  mkdirSync(temporary);
  const program = `import { proveCommand } from ${JSON.stringify(command)};
process.exit(await proveCommand(${JSON.stringify([chapterOf(...mechanisms)])}, process.argv.slice(2)));\n`;
  writeFileSync(join(root, 'prove.ts'), program);
  const child = spawn(process.execPath, ['prove.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    output,
    left: readdirSync(temporary).filter((name) => name.startsWith('breakwater-guarantees-')),
    result: () => JSON.parse(readFileSync(join(root, 'reports/guarantees.json'), 'utf8')) as VitestReport,
    source: (path: string) => readFileSync(join(root, path), 'utf8'),
  }));
  return { child, temporary, ended, output: () => output };
}

vi.setConfig({ testTimeout: 90_000 });

const prove = (mechanisms: [Mechanism, ...Mechanism[]], ...args: string[]) => start(mechanisms, ...args).ended;

describe('the proof', () => {
  it('holds when every test fails without its mechanism, and leaves the sources and nothing else', async () => {
    const { code, output, left, result, source } = await prove([memory, check]);
    expect(output).toMatch(/ok +memory .*1 test fails without it\nok +check .*1 test fails/);
    expect(code).toBe(0);
    expect(countTests(result())).toEqual({ passed: 2, failed: 0 });
    expect(source(memory.without[0].file)).toContain(memory.without[0].find);
    expect(left).toEqual([]);
  });

  it('fails when no test notices, naming the test', async () => {
    const { code, output, result } = await prove([{ ...memory, ...noticedBy('notices nothing') }, check]);
    expect(output).toMatch(/FAILED +memory/);
    expect(output).toContain('"notices nothing" passes without the mechanism');
    expect(output, 'the others are proven all the same').toMatch(/ok +check/);
    expect(code).toBe(1);
    expect(countTests(result())).toEqual({ passed: 1, failed: 1 });
  });

  it('fails when one of several tests does not notice', async () => {
    const both = [...memory.noticedBy, ...noticedBy('notices nothing').noticedBy] as const;
    const { code, output } = await prove([{ ...memory, noticedBy: both }]);
    expect(output).toContain('"notices nothing" passes without the mechanism');
    expect(code).toBe(1);
  });

  it('puts a mechanism back before it takes out the next', async () => {
    const { output } = await prove([memory, { ...check, ...noticedBy('counts once') }]);
    expect(output).toMatch(/ok +memory/);
    expect(output).toContain('"counts once" passes without the mechanism');
  });

  it('fails when a test does not pass with everything in place', async () => {
    const { code, output } = await prove([{ ...memory, ...noticedBy('always fails') }]);
    expect(output).toContain('"always fails" does not pass as the sources are: AssertionError');
    expect(code).toBe(1);
  });

  it.each([
    ['does not compile', 'if (', /"counts once" did not run: /],
    ['breaks', 'seen.none();', /"counts once" broke instead of failing by what it asserts: TypeError/],
  ])('fails when what is left %s', async (_what, replace, message) => {
    const { code, output } = await prove([{ ...memory, without: [{ ...memory.without[0], replace }] }]);
    expect(output).toMatch(message);
    expect(code).toBe(1);
  });
});

describe('the command', () => {
  it('stops at a text that is not there once, before it runs anything', async () => {
    const { code, output } = await prove([{ ...memory, without: [{ ...memory.without[0], find: 'seen' }] }]);
    expect(output).toContain('memory: libs/ledger/src/ledger.ts: "seen" occurs 3 times instead of once');
    expect(code).toBe(1);
  });

  it('refuses unknown options with 2, and helps', async () => {
    const [refused, help] = await Promise.all([prove([memory], '--only', 'nothing'), prove([memory], '--help')]);
    expect([refused.code, help.code]).toEqual([2, 0]);
    expect(refused.output).toContain('There are: memory.');
    expect(help.output).toContain('--size ci|full');
  });

  it('removes its copy when it is interrupted', async () => {
    const { child, temporary, ended, output } = start([memory, check]);
    await vi.waitFor(() => expect(output()).toContain('first their tests'), { timeout: 60_000 });
    expect(readdirSync(temporary).some((name) => existsSync(join(temporary, name, 'libs/ledger/src/ledger.ts')))).toBe(
      true,
    );
    child.kill('SIGINT');
    const { code, left } = await ended;
    expect(code).toBe(130);
    expect(left).toEqual([]);
  });
});
