import { cpuMsOf, listProcesses, treeOf } from '../start-up/process-tree.js';

/** CPU time used so far, by the name of the process. */
export type CpuTimes = ReadonlyMap<string, { atMs: number; cpuMs: number }>;

/** @param pids of processes that may have children (PostgreSQL has one for each connection) */
async function cpuTimes(pids: Readonly<Record<string, number>>): Promise<CpuTimes> {
  const all = await listProcesses();
  const times = await Promise.all(
    Object.entries(pids).map(async ([name, pid]) => {
      const each = await Promise.all(treeOf(pid, all).map((process) => cpuMsOf(process.pid)));
      const cpuMs = each.reduce((sum, one) => sum + one, 0);
      return [name, { atMs: performance.now(), cpuMs }] as const;
    }),
  );
  return new Map(times);
}

/** CPU time per time between two looks; 1 is one core. */
export function cpuShares(before: CpuTimes, after: CpuTimes): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const [name, now] of after) {
    const then = before.get(name);
    if (then) shares[name] = Number(((now.cpuMs - then.cpuMs) / (now.atMs - then.atMs)).toFixed(2));
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
