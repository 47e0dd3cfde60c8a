import type { Exit } from '@breakwater/embedded';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalShopError } from './errors.js';
import type { Report } from './report.js';

/** A process that runs and is ready. */
export interface Running {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  stop(): Promise<void>;
}

/** Starts again what was taken down; returns when it is ready. Called again, it only waits for that. */
export type BringBack = () => Promise<void>;

export interface SupervisedOptions {
  name: string;
  /**
   * Starts it and returns when it is ready; when the signal aborts it gives up and leaves nothing behind.
   * @param again false at the first start
   */
  start(signal: AbortSignal, again: boolean): Promise<Running>;
  /** From now on nothing is started again. */
  signal: AbortSignal;
  report: Report;
  onStarted(running: Running): Promise<void>;
  onEnded(running: Running): void;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
/** Up for this long, a process counts as healthy, and the next restart is quick again. */
const HEALTHY_AFTER_MS = 10_000;

/** Keeps one process running: when it dies it is started again, after a pause that doubles from 100 ms to 5 s. */
export class Supervised {
  private running: Running | undefined;
  private restarting: Promise<void> = Promise.resolve();
  private delayMs = FIRST_DELAY_MS;
  private startedAt = 0;
  /** Set while it is held down; aborted when it is brought back. */
  private heldDown: AbortController | undefined;

  constructor(private readonly options: SupervisedOptions) {}

  get name(): string {
    return this.options.name;
  }

  /** Undefined while it is down. */
  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** The first start; what makes it fail is thrown, not tried again. */
  start(): Promise<void> {
    return this.launch(false);
  }

  private async launch(again: boolean): Promise<void> {
    const running = await this.options.start(this.options.signal, again);
    this.startedAt = performance.now();
    this.running = running;
    void running.exited.then((exit) => this.onExit(running, exit));
    await this.options.onStarted(running);
  }

  /** Ends the process. The signal must have been aborted, or it would be started again. */
  async stop(): Promise<void> {
    await this.restarting;
    await this.running?.stop();
  }

  /**
   * Ends the process and keeps it from being started again until the returned function is called; returns when it is gone.
   *
   * @param end makes the process end, in whatever way
   * @throws LocalShopError `not-running`, also for what is held down already
   */
  async takeDown(end: (running: Running) => unknown): Promise<BringBack> {
    const { running } = this;
    if (!running) throw new LocalShopError('not-running', `${this.name} cannot be taken down: it is not running.`);
    const held = new AbortController();
    this.heldDown = held;
    await end(running);
    await running.exited;
    return async () => {
      held.abort();
      if (this.heldDown === held) this.heldDown = undefined;
      await this.restarting;
    };
  }

  private onExit(running: Running, exit: Exit): void {
    this.running = undefined;
    this.options.onEnded(running);
    if (this.options.signal.aborted) return;
    if (performance.now() - this.startedAt >= HEALTHY_AFTER_MS) this.delayMs = FIRST_DELAY_MS;
    const next = this.heldDown ? 'it is held down' : `starting it again in ${this.delayMs} ms`;
    this.options.report(`! ${this.name} ${describeExit(exit)}; ${next}`);
    this.restarting = this.heldDown ? this.restartAfter(this.heldDown.signal) : this.restart();
  }

  private async restartAfter(broughtBack: AbortSignal): Promise<void> {
    await once(AbortSignal.any([broughtBack, this.options.signal]), 'abort');
    // Its end was wanted and is no reason to wait.
    this.delayMs = 0;
    await this.restart();
  }

  private async restart(): Promise<void> {
    const { signal, report } = this.options;
    while (!signal.aborted) {
      const pause = this.delayMs;
      this.delayMs = Math.min(Math.max(this.delayMs * 2, FIRST_DELAY_MS), LONGEST_DELAY_MS);
      try {
        await delay(pause, undefined, { signal });
        await this.launch(true);
        report(`✓ ${this.name} is back (process ${this.pid})`);
        return;
      } catch (error) {
        if (signal.aborted) return;
        report(`! ${(error as Error).message}\n  Trying ${this.name} again in ${this.delayMs} ms`);
      }
    }
  }
}

function describeExit({ code, signal }: Exit): string {
  return signal ? `was ended by ${signal}` : `ended with code ${code}`;
}
