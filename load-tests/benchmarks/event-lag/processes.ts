import { cpuMsOf, listProcesses, treeOf } from '../start-up/process-tree.js';

/** CPU time used so far by each process of a tree, in milliseconds by process id. */
interface TreeTimes {
  atMs: number;
  cpuMs: ReadonlyMap<number, number>;
}

/** By the name of the tree's first process. */
export type CpuTimes = ReadonlyMap<string, TreeTimes>;

/** @param pids of processes that may have children (PostgreSQL has one for each connection) */
async function cpuTimes(pids: Readonly<Record<string, number>>): Promise<CpuTimes> {
  const all = await listProcesses();
  const times = await Promise.all(
    Object.entries(pids).map(async ([name, pid]) => {
      const each = treeOf(pid, all).map(async (process) => [process.pid, await cpuMsOf(process.pid)] as const);
      return [name, { atMs: performance.now(), cpuMs: new Map(await Promise.all(each)) }] as const;
    }),
  );
  return new Map(times);
}

/**
 * CPU time per time between two looks; 1 is one core. A child that ended in between is left out: nobody can say any more what it
 * used, and what it had used before must not count against the others.
 */
export function cpuShares(before: CpuTimes, after: CpuTimes): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const [name, now] of after) {
    const then = before.get(name);
    if (!then) continue;
    let usedMs = 0;
    for (const [pid, cpuMs] of now.cpuMs) usedMs += cpuMs - (then.cpuMs.get(pid) ?? 0);
    shares[name] = Number((usedMs / (now.atMs - then.atMs)).toFixed(2));
  }
  return shares;
}

/** CPU time of processes from a moment soon until the figures are asked for. */
export class CpuWatch {
  private readonly timer: NodeJS.Timeout;
  private before: Promise<CpuTimes> | undefined;

  /** @param startsInMs when the first look is taken */
  constructor(
    private readonly pids: Readonly<Record<string, number>>,
    startsInMs: number,
  ) {
    this.timer = setTimeout(() => {
      this.before = cpuTimes(pids);
    }, startsInMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Empty when asked before the first look. */
  async shares(): Promise<Record<string, number>> {
    return this.before === undefined ? {} : cpuShares(await this.before, await cpuTimes(this.pids));
  }
}
