import { isAlive, startTimeOf } from '@breakwater/embedded';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
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

const ATTEMPTS = 5;

/**
 * Makes this process the only one that may use the data directory. The lock of a process that is gone is taken over.
 * @throws AlreadyRunningError with the process id of the one that has it
 */
export async function acquireRunLock(dataDir: DataDir): Promise<RunLock> {
  await mkdir(dirname(dataDir.lock), { recursive: true });
  const mine = JSON.stringify(await identityOf(process.pid));
  const prepared = `${dataDir.lock}.${process.pid}`;
  await writeFile(prepared, mine);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // A hard link appears with its content, and fails when the name is taken.
      if (await tryLink(prepared, dataDir.lock)) return { release: () => rm(dataDir.lock, { force: true }) };
      const holder = await lockHolder(dataDir);
      if (holder) throw new AlreadyRunningError(holder.pid, dataDir.path);
      await takeAway(dataDir);
    }
  } finally {
    await rm(prepared, { force: true });
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

/** Removes a lock whose holder is gone; by rename, so that of two at once only one removes it. */
async function takeAway(dataDir: DataDir): Promise<void> {
  const aside = `${dataDir.lock}.stale.${process.pid}`;
  try {
    await rename(dataDir.lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = await readIdentity(aside);
  // Somebody else was faster and had just made a good one: give it back.
  if (taken && (await isSameProcess(taken))) await tryLink(aside, dataDir.lock);
  await rm(aside, { force: true });
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
