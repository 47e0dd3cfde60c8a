import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, makeTemporaryFolder, removeDataDir, waitFor } from '@breakwater/embedded';
import { localPorts, type ShopUrls } from '../../lib/http/shop-urls.js';
import { isStillAlive, listProcesses, memoryOf, treeOf, type ProcessEntry } from './process-tree.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const LOOK_EVERY_MS = 20;

export interface TreeMemory {
  pssMb: number;
  rssMb: number;
  processes: number;
}

export class StartFailedError extends Error {
  readonly code = 'start-failed';
  constructor(log: string) {
    super(`npm start ended before the first order was confirmed. It said:\n${log.slice(-4_000)}`);
    this.name = new.target.name;
  }
}

/** `npm start` with an empty data directory and ports of its own, as a user in a terminal has it. */
export class StartedShop {
  /** From `performance.now()`. */
  readonly startedAt = performance.now();
  private readonly exited: Promise<number | null>;
  private ended = false;

  private constructor(
    private readonly npm: ChildProcess,
    private readonly folder: string,
    readonly urls: ShopUrls,
  ) {
    this.exited = new Promise((resolve) => npm.once('exit', resolve));
    void this.exited.then(() => (this.ended = true));
  }

  static async start(env: NodeJS.ProcessEnv): Promise<StartedShop> {
    const folder = await makeTemporaryFolder('breakwater-start-up-');
    const ports = await portVariables();
    const log = await open(join(folder, 'npm-start.log'), 'w');
    try {
      const npm = spawn('npm', ['start', '--', '--data-dir', join(folder, 'data')], {
        cwd: repository,
        env: { ...env, ...ports.variables },
        stdio: ['ignore', log.fd, log.fd],
        // A process group of its own: Ctrl-C in a terminal reaches the whole group.
        detached: true,
      });
      npm.once('error', () => undefined);
      return new StartedShop(npm, folder, ports.urls);
    } finally {
      await log.close();
    }
  }

  get log(): Promise<string> {
    return readFile(join(this.folder, 'npm-start.log'), 'utf8');
  }

  /** Waits for something that the shop does. @throws StartFailedError when npm start ends before it */
  async orEnd<T>(work: Promise<T>): Promise<T> {
    const end = this.exited.then(async () => {
      throw new StartFailedError(await this.log);
    });
    return Promise.race([work, end]);
  }

  async processes(): Promise<ProcessEntry[]> {
    const all = await listProcesses();
    const tree = treeOf(this.npm.pid ?? -1, all);
    // What was left by its parent still names the data directory.
    const strays = all.filter(
      ({ command, pid }) => command.includes(this.folder) && !tree.some((one) => one.pid === pid),
    );
    return [...tree, ...strays];
  }

  /** Sums over all its processes. */
  async memory(): Promise<TreeMemory> {
    const processes = await this.processes();
    const memories = (await Promise.all(processes.map(({ pid }) => memoryOf(pid)))).filter((one) => one !== undefined);
    const sum = (of: 'pssMb' | 'rssMb') => memories.reduce((total, memory) => total + memory[of], 0);
    return { pssMb: sum('pssMb'), rssMb: sum('rssMb'), processes: memories.length };
  }

  /**
   * Ctrl-C. Returns when everything is gone, or after `timeoutMs`; then it is ended by force.
   * @returns how long it took and what was left
   */
  async stop(timeoutMs: number): Promise<{ tookMs: number; left: ProcessEntry[] }> {
    const processes = await this.processes();
    const startedAt = performance.now();
    if (!this.ended && this.npm.pid !== undefined) process.kill(-this.npm.pid, 'SIGINT');
    const alive = async () => {
      const still = await Promise.all(processes.map(async (one) => ((await isStillAlive(one)) ? [one] : [])));
      return still.flat();
    };
    const gone = waitFor(async () => (await alive()).length === 0, {
      what: 'the shop to end',
      timeoutMs,
      everyMs: LOOK_EVERY_MS,
    });
    const inTime = await gone.then(
      () => true,
      () => false,
    );
    const tookMs = performance.now() - startedAt;
    // Also whatever was started after the first look.
    const left = inTime ? await this.processes() : await alive();
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    await removeDataDir(join(this.folder, 'data', 'postgres'));
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
    return { tookMs, left };
  }
}

async function portVariables(): Promise<{ variables: Record<string, string>; urls: ShopUrls }> {
  const names = [...Object.keys(localPorts), 'postgres', 'redis', 'broker'];
  const ports = new Set<number>();
  while (ports.size < names.length) ports.add(await freePort());
  const list = [...ports];
  const at = names.map((name, index): [string, number] => [name, list[index] ?? 0]);
  const urls = Object.fromEntries(at.map(([name, port]) => [name, `http://127.0.0.1:${port}`])) as unknown as ShopUrls;
  return {
    variables: Object.fromEntries(at.map(([name, port]) => [`${name.toUpperCase()}_PORT`, String(port)])),
    urls,
  };
}
