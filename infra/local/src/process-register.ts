import { endProcess } from '@breakwater/embedded';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { DataDir } from './data-dir.js';
import { identityOf, isSameProcess, type ProcessIdentity } from './run-lock.js';

interface RegisteredProcess extends ProcessIdentity {
  name: string;
}

/**
 * The processes of this run, on disk, so that the next run finds what this one leaves behind when it is killed. PostgreSQL
 * is not here: it is found through its data directory.
 */
export class ProcessRegister {
  private readonly processes = new Map<number, RegisteredProcess>();

  constructor(private readonly dataDir: DataDir) {}

  async add(name: string, pid: number): Promise<void> {
    const identity = await identityOf(pid);
    // Undefined: it has ended already.
    if (!identity) return;
    this.processes.set(pid, { name, ...identity });
    this.write();
  }

  remove(pid: number): void {
    if (this.processes.delete(pid)) this.write();
  }

  /** Written aside and renamed: a kill in between leaves the old list. */
  private write(): void {
    const aside = `${this.dataDir.processes}.new`;
    writeFileSync(aside, `${JSON.stringify([...this.processes.values()], null, 1)}\n`);
    renameSync(aside, this.dataDir.processes);
  }
}

/**
 * Ends what a killed run has left: only processes whose id and start are those that it wrote down.
 * @returns their names
 */
export async function endLeftovers(dataDir: DataDir): Promise<string[]> {
  const ended: string[] = [];
  const end = async (leftover: RegisteredProcess) => {
    if (!(await isSameProcess(leftover))) return;
    ended.push(`${leftover.name} (process ${leftover.pid})`);
    await endProcess(leftover.pid, [
      ['SIGTERM', 3_500],
      ['SIGKILL', 1_000],
    ]);
  };
  await Promise.all(readRegister(dataDir).map(end));
  return ended;
}

function readRegister(dataDir: DataDir): RegisteredProcess[] {
  try {
    return JSON.parse(readFileSync(dataDir.processes, 'utf8')) as RegisteredProcess[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
