import { spawn } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { commandLineOf, endProcess, isAlive, listProcesses, startTimeOf } from './processes.js';

function sleeper(
  script = 'setInterval(() => {}, 1000); console.log(1)',
): Promise<{ pid: number; gone: Promise<string | null> }> {
  const child = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<string | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  return new Promise((resolve) => child.stdout.once('data', () => resolve({ pid: child.pid ?? 0, gone })));
}

it('knows a process by its id and start', async () => {
  const { pid, gone } = await sleeper();
  expect(await isAlive(pid)).toBe(true);
  const start = await startTimeOf(pid);
  expect(start).toBeTruthy();
  expect(await startTimeOf(pid)).toBe(start);
  expect(await commandLineOf(pid)).toContain('setInterval');
  expect(await listProcesses()).toContainEqual({ pid, commandLine: expect.stringContaining('setInterval') });

  await endProcess(pid, [['SIGTERM', 2_000]]);
  await gone;
  expect(await isAlive(pid)).toBe(false);
  expect(await startTimeOf(pid)).toBeUndefined();
  expect(await commandLineOf(pid)).toBe('');
});

it.runIf(process.platform === 'linux')('takes a process for gone that is reaped while it is asked about', async () => {
  const { pid, gone } = await sleeper();
  process.kill(pid, 'SIGKILL');
  await gone;
  // It still had its id when the signal was sent.
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  try {
    expect(await isAlive(pid)).toBe(false);
  } finally {
    kill.mockRestore();
  }
});

it('goes on to the next signal when one does not end the process', async () => {
  const { pid, gone } = await sleeper("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(1)");
  await endProcess(pid, [
    ['SIGTERM', 200],
    ['SIGKILL', 2_000],
  ]);
  expect(await gone).toBe('SIGKILL');
});

it('takes ending a process that is gone for done', async () => {
  const { pid, gone } = await sleeper();
  process.kill(pid, 'SIGKILL');
  await gone;
  await expect(endProcess(pid, [['SIGTERM', 100]])).resolves.toBeUndefined();
});
