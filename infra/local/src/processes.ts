import { signalProcess } from '@breakwater/embedded';
import { LocalShopError } from './errors.js';
import type { ProcessRegister } from './process-register.js';
import type { Report } from './report.js';
import { type BringBack, Supervised, type SupervisedOptions } from './supervised.js';

export interface TakeDownOptions {
  /** Ends it as a shutdown does, rather than by SIGKILL. Default false. */
  cleanly?: boolean;
}

/** The shop's processes by name, each kept running until it is stopped. */
export class Processes {
  private readonly supervised = new Map<string, Supervised>();

  constructor(
    private readonly register: ProcessRegister,
    private readonly stopping: AbortSignal,
    private readonly report: Report,
  ) {}

  /** Starts a process for the first time; returns when it is ready. `recorded: false` when the next run finds it anyhow. */
  async start(
    name: string,
    start: SupervisedOptions['start'],
    { recorded = true }: { recorded?: boolean } = {},
  ): Promise<void> {
    const supervised = new Supervised({
      name,
      start,
      signal: this.stopping,
      report: this.report,
      onStarted: async ({ pid }) => {
        if (recorded) await this.register.add(name, pid);
      },
      onEnded: ({ pid }) => this.register.remove(pid),
    });
    this.supervised.set(name, supervised);
    await supervised.start();
  }

  /** Ends those that are up, at the same time. */
  async stop(names: readonly string[]): Promise<void> {
    await Promise.all(names.map(async (name) => this.supervised.get(name)?.stop()));
  }

  /**
   * Ends one and holds it down until the returned function is called, or everything is stopped.
   * @throws LocalShopError `not-running`
   */
  async takeDown(name: string, { cleanly = false }: TakeDownOptions = {}): Promise<BringBack> {
    const supervised = this.supervised.get(name);
    if (!supervised) {
      const known = [...this.supervised.keys()].join(', ');
      throw new LocalShopError(
        'not-running',
        `${name} cannot be taken down: only ${known} are processes of this shop.`,
      );
    }
    return supervised.takeDown((running) => (cleanly ? running.stop() : signalProcess(running.pid, 'SIGKILL')));
  }

  /** Process ids by name, of what is up. */
  get pids(): Record<string, number> {
    const pids: Record<string, number> = {};
    for (const { name, pid } of this.supervised.values()) if (pid !== undefined) pids[name] = pid;
    return pids;
  }

  /** @returns whether it was up */
  signal(name: string, signal: NodeJS.Signals): boolean {
    const pid = this.pids[name];
    return pid !== undefined && process.kill(pid, signal);
  }
}
