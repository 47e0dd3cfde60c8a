import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listProcesses, signalProcess, endProcess, isAlive } from '../processes.js';
import { waitFor } from '../wait-for.js';
import { placesOf, shortHash } from './places.js';

/** How long an orphaned server gets to end by itself: a fast shutdown writes a checkpoint. */
const ORPHAN_GRACE_MS = 5_000;

/** The name by which the server's processes are told from those of any other server; it stands in their titles. */
export function clusterNameOf(dataDir: string): string {
  return `breakwater-${shortHash(dataDir)}`;
}

/**
 * Ends whatever an earlier run left on this data directory: a server whose parent was killed, or the workers of a server
 * that was killed itself (a new one would refuse to start while they hold its shared memory), and removes a stale
 * postmaster.pid (its id may meanwhile belong to another program, and PostgreSQL would then refuse to start).
 * The caller makes sure that nobody else uses the directory rightfully.
 */
export async function recoverDataDir(dataDir: string, say: (line: string) => void): Promise<void> {
  const { postmaster, workers } = await processesOf(dataDir);
  if (postmaster !== undefined) {
    say(`PostgreSQL of an earlier run is still there (process ${postmaster}): ending it first`);
    await endProcess(postmaster, [
      ['SIGINT', ORPHAN_GRACE_MS],
      ['SIGQUIT', 1_000],
      ['SIGKILL', 1_000],
    ]);
  }
  for (const pid of workers) signalProcess(pid, 'SIGKILL');
  await waitFor(async () => (await Promise.all(workers.map(isAlive))).every((alive) => !alive), {
    what: `PostgreSQL's workers of an earlier run (${workers.join(', ')}) to end`,
    timeoutMs: 2_000,
  });
  await rm(join(dataDir, 'postmaster.pid'), { force: true });
}

/**
 * Ends a server that a killed run has left on the data directory or its substitute, without starting a new one.
 * @param dataDir as given to startPostgres
 */
export async function endOrphanedPostgres(dataDir: string, say: (line: string) => void = () => {}): Promise<void> {
  for (const place of await placesOf(dataDir)) await recoverDataDir(place, say);
}

/** Whether the server with this process id has written that it accepts connections. */
export async function isReady(dataDir: string, pid: number): Promise<boolean> {
  try {
    const lines = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function processesOf(dataDir: string): Promise<{ postmaster: number | undefined; workers: number[] }> {
  const cluster = clusterNameOf(dataDir);
  const processes = await listProcesses();
  const postmaster = processes.find(({ commandLine }) => {
    const [program, ...args] = commandLine.split(' ');
    return basename(program ?? '') === 'postgres' && args.includes(`cluster_name=${cluster}`);
  });
  const workers = processes.filter(({ commandLine }) => commandLine.startsWith(`postgres: ${cluster}: `));
  return { postmaster: postmaster?.pid, workers: workers.map(({ pid }) => pid) };
}
