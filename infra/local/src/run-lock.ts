import { isAlive, startTimeOf } from '@breakwater/embedded';
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataDir } from './data-dir.js';
import { AlreadyRunningError, LocalShopError } from './errors.js';

/** A process, told from a later one with the same id by its start. */
export interface ProcessIdentity {
  pid: number;
  startTime: string;
}

export interface RunLock {
  release(): Promise<void>;
}

const ATTEMPTS = 100;
const PAUSE_MS = 20;

/**
 * Makes this process the only one that may use the data directory. The lock of a process that is gone is taken over.
 * @throws AlreadyRunningError with the process id of the one that has it
 */
export async function acquireRunLock(dataDir: DataDir): Promise<RunLock> {
  await mkdir(dirname(dataDir.lock), { recursive: true });
  const claim = `${dataDir.lock}.${randomUUID()}`;
  await writeFile(claim, JSON.stringify(await identityOf(process.pid)));
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // A hard link appears with its content, and fails when the name is taken.
      if (await tryLink(claim, dataDir.lock)) return { release: () => rm(dataDir.lock, { force: true }) };
      const holder = await lockHolder(dataDir);
      if (holder) throw new AlreadyRunningError(holder.pid, dataDir.path);
      await removeStaleLock(dataDir, claim);
    }
  } finally {
    await rm(claim, { force: true });
  }
  throw new LocalShopError('lock', `${dataDir.lock} cannot be taken. Delete it if no shop is running, and try again.`);
}

/** The living process that holds the lock, if any. */
export async function lockHolder(dataDir: DataDir): Promise<ProcessIdentity | undefined> {
  const holder = await readIdentity(dataDir.lock);
  return holder && (await isSameProcess(holder)) ? holder : undefined;
}

export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const startTime = await startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

/** Whether the very same process still runs. */
export async function isSameProcess({ pid, startTime }: ProcessIdentity): Promise<boolean> {
  return (await startTimeOf(pid)) === startTime && (await isAlive(pid));
}

/**
 * Removes a lock whose holder is gone. One process at a time, which looks once more: else the slower of two would remove the
 * lock that the faster has just made.
 */
async function removeStaleLock(dataDir: DataDir, claim: string): Promise<void> {
  const turn = `${dataDir.lock}.turn`;
  if (await tryLink(claim, turn)) {
    try {
      if (!(await lockHolder(dataDir))) await rm(dataDir.lock, { force: true });
    } finally {
      await rm(turn, { force: true });
    }
    return;
  }
  const other = await readIdentity(turn);
  if (other && !(await isSameProcess(other))) await rm(turn, { force: true });
  else await delay(PAUSE_MS);
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readIdentity(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
