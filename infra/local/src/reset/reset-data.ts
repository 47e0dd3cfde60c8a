import { copiedBinariesFolder, endOrphanedPostgres, listProcesses, removeDataDir } from '@breakwater/embedded';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { dataDirAt } from '../data-dir.js';
import { AlreadyRunningError } from '../errors.js';
import { endLeftovers } from '../process-register.js';
import { lockHolder } from '../run-lock.js';

/**
 * Deletes what the shop keeps in a data directory, and what it keeps elsewhere on its behalf; anything else there stays.
 * @returns the paths that were deleted
 * @throws AlreadyRunningError
 */
export async function resetData(path: string): Promise<string[]> {
  const dataDir = dataDirAt(path);
  const holder = await lockHolder(dataDir);
  if (holder) throw new AlreadyRunningError(holder.pid, dataDir.path);
  await endLeftovers(dataDir);
  await endOrphanedPostgres(dataDir.postgres);

  const removed = await removeDataDir(dataDir.postgres);
  const ours = [dataDir.logs, dataDir.lock, dataDir.processes, dataDir.compileCache].map((file) => basename(file));
  const entries = await namesIn(dataDir.path);
  for (const name of entries.filter((entry) => ours.includes(entry))) {
    await rm(join(dataDir.path, name), { recursive: true });
    removed.push(join(dataDir.path, name));
  }
  if ((await namesIn(dataDir.path)).length === 0 && entries.length > 0) await rmdir(dataDir.path);
  return [...removed, ...(await removeCopiedBinaries())];
}

/** The copy may serve a shop on another data directory of this clone; then it stays. */
async function removeCopiedBinaries(): Promise<string[]> {
  const folder = copiedBinariesFolder();
  if ((await namesIn(folder)).length === 0) return [];
  const users = (await listProcesses()).filter(({ commandLine }) => commandLine.startsWith(folder));
  if (users.length > 0) return [];
  await rm(folder, { recursive: true });
  return [folder];
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
