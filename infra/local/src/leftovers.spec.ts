import { isAlive, makeTemporaryFolder, startTimeOf } from '@breakwater/embedded';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataDirAt, type DataDir } from './data-dir.js';
import { endLeftovers, ProcessRegister } from './process-register.js';
import { acquireRunLock, lockHolder } from './run-lock.js';

let dataDir: DataDir;
let child: ChildProcess;
let pid: number;

beforeEach(async () => {
  dataDir = dataDirAt(await makeTemporaryFolder());
  child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('spawn', resolve));
  pid = child.pid ?? 0;
});
afterEach(async () => {
  const gone = child.exitCode ?? child.signalCode ?? new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  await rm(dataDir.path, { recursive: true, force: true });
});

describe('processes that a killed run left', () => {
  it('are ended when id and start are those written down', async () => {
    await new ProcessRegister(dataDir).add('redis', pid);
    expect(await endLeftovers(dataDir)).toEqual([`redis (process ${pid})`]);
    expect(await isAlive(pid)).toBe(false);
  });

  it('are left alone when the id belongs to another process by now', async () => {
    await writeFile(dataDir.processes, JSON.stringify([{ name: 'redis', pid, startTime: '1' }]));
    expect(await endLeftovers(dataDir)).toEqual([]);
    expect(await isAlive(pid)).toBe(true);
  });

  it('are forgotten once they have ended', async () => {
    const register = new ProcessRegister(dataDir);
    await register.add('redis', pid);
    register.remove(pid);
    expect(JSON.parse(await readFile(dataDir.processes, 'utf8'))).toEqual([]);
    expect(await endLeftovers(dataDir)).toEqual([]);
  });

  it('are none in a new data directory', async () => {
    expect(await endLeftovers(dataDirAt(`${dataDir.path}/new`))).toEqual([]);
  });
});

describe('the lock on the data directory', () => {
  const heldBy = async (holder: number, startTime: string | undefined) => {
    await mkdir(dataDir.path, { recursive: true });
    await writeFile(dataDir.lock, JSON.stringify({ pid: holder, startTime }));
  };

  it('is refused while its holder lives, and named', async () => {
    await heldBy(pid, await startTimeOf(pid));
    await expect(acquireRunLock(dataDir)).rejects.toMatchObject({ code: 'already-running', pid });
    expect(await lockHolder(dataDir)).toMatchObject({ pid });
  });

  it('is taken over from a process that is gone, or whose id belongs to another by now', async () => {
    await heldBy(pid, '1');
    const lock = await acquireRunLock(dataDir);
    expect(await lockHolder(dataDir)).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await lockHolder(dataDir)).toBeUndefined();
  });

  it('goes to one of many that ask at the same time', async () => {
    await heldBy(pid, '1');
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => acquireRunLock(dataDir)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is taken over when it cannot be read', async () => {
    await writeFile(dataDir.lock, '');
    await (await acquireRunLock(dataDir)).release();
    expect(await lockHolder(dataDir)).toBeUndefined();
  });
});
