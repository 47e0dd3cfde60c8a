import { setTimeout as delay } from 'node:timers/promises';
import { LocalShopError } from './errors.js';
import type { Report } from './report.js';

/** What the keeper needs to know of a broker, see `connectTopology`. */
export interface TopologyAccess {
  /** Creates what is missing; returns the names of what was. */
  provision(): Promise<string[]>;
  /** Names of the queues that should be there and are not. */
  missing(): Promise<string[]>;
  close(): void;
}

const CHECK_INTERVAL_MS = 2_000;

/**
 * Makes the topics and queues again when the broker has lost them (an emulator that was started again remembers nothing).
 * The services then publish again what is missing there, out of their outboxes.
 */
export class TopologyKeeper {
  private readonly stopping = new AbortController();
  private watching: Promise<void> = Promise.resolve();
  private reachable = true;

  constructor(
    private readonly topology: TopologyAccess,
    private readonly endpoint: string,
    private readonly report: Report,
  ) {}

  /** @throws LocalShopError `broker-unreachable` */
  async provision(): Promise<void> {
    try {
      await this.topology.provision();
    } catch (cause) {
      throw new LocalShopError(
        'broker-unreachable',
        `SNS and SQS at ${this.endpoint} do not work: ${(cause as Error).message || String(cause)}. ` +
          'Check that the endpoint is right and running (--endpoint, AWS_ENDPOINT_URL), or leave it out for the emulator.',
        { cause },
      );
    }
  }

  watch(): void {
    this.watching = this.loop();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.watching;
    this.topology.close();
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await delay(CHECK_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.check();
    }
  }

  private async check(): Promise<void> {
    try {
      const missing = await this.topology.missing();
      if (!this.reachable) this.report(`✓ SNS and SQS at ${this.endpoint} answer again`);
      this.reachable = true;
      if (missing.length === 0) return;
      const created = await this.topology.provision();
      this.report(
        `✓ the broker had lost ${missing.length} queues: made ${created.length} topics, queues and subscriptions again`,
      );
    } catch (error) {
      if (this.reachable && !this.stopping.signal.aborted) {
        this.report(
          `! SNS and SQS at ${this.endpoint} do not answer (${(error as Error).message}); orders wait in the outboxes`,
        );
      }
      this.reachable = false;
    }
  }
}
