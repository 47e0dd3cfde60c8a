import { setTimeout as delay } from 'node:timers/promises';
import type { KillTarget, PlannedKill } from '../schedule/kill-schedule.js';

/** What became of one kill. Times are milliseconds since the first order was due. */
export interface Kill extends PlannedKill {
  /** Orders accepted when it came: later than planned when the target was still down from an earlier one. */
  atOrder: number;
  atMs: number;
  pid: number;
  /** When a new process of that name was ready. */
  backAtMs: number;
  /** When the next order was accepted. */
  nextOrderAtMs: number | undefined;
  /** Attempts of clients that failed from this kill to the next one, by reason, and were made again. */
  resent: Record<string, number>;
}

/** The part of an open shop that is needed to kill in it. */
export interface KillableShop {
  readonly pids: Readonly<Record<string, number>>;
  kill(name: string): boolean;
}

export interface KillRunnerOptions {
  shop: KillableShop;
  schedule: readonly PlannedKill[];
  /** Where each is written down as it comes. */
  kills: Kill[];
  nowMs: () => number;
  /** How long a process may take to be ready again. */
  patienceMs: number;
  signal: AbortSignal;
  onKill: (kill: Kill) => void;
  onBack: (kill: Kill) => void;
}

const LOOK_EVERY_MS = 10;

/** Carries the schedule out while orders are accepted. */
export class KillRunner {
  private next = 0;
  private accepted = 0;
  private readonly underWay: Promise<void>[] = [];

  constructor(private readonly options: KillRunnerOptions) {}

  /** Told of each accepted order. */
  orderAccepted(accepted: number): void {
    this.accepted = accepted;
    const { schedule, kills, nowMs } = this.options;
    for (const kill of kills) kill.nextOrderAtMs ??= nowMs();
    for (let due = schedule[this.next]; due !== undefined && due.afterOrder <= accepted; due = schedule[this.next]) {
      this.next += 1;
      const work = this.carryOut(due);
      // Looked at in `finish`.
      work.catch(() => undefined);
      this.underWay.push(work);
    }
  }

  /** Waits until everything that was killed is ready again. @throws NotBackError */
  async finish(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async carryOut(planned: PlannedKill): Promise<void> {
    const { shop, nowMs, onKill, onBack } = this.options;
    const { target } = planned;
    const pid = await this.pidOf(target, undefined);
    if (!shop.kill(target)) throw new NotBackError(target, 0);
    const kill: Kill = {
      ...planned,
      atOrder: this.accepted,
      atMs: nowMs(),
      pid,
      backAtMs: NaN,
      nextOrderAtMs: undefined,
      resent: {},
    };
    this.options.kills.push(kill);
    onKill(kill);
    await this.pidOf(target, pid);
    kill.backAtMs = nowMs();
    onBack(kill);
  }

  /** The id of the process once it is ready, another one than `old`. */
  private async pidOf(target: KillTarget, old: number | undefined): Promise<number> {
    const { shop, nowMs, patienceMs, signal } = this.options;
    const giveUpAt = nowMs() + patienceMs;
    for (;;) {
      const pid = shop.pids[target];
      if (pid !== undefined && pid !== old) return pid;
      if (nowMs() > giveUpAt) throw new NotBackError(target, patienceMs);
      await delay(LOOK_EVERY_MS, undefined, { signal });
    }
  }
}

/** What was killed did not come back. */
export class NotBackError extends Error {
  readonly code = 'not-back';
  constructor(target: string, patienceMs: number) {
    super(`${target} was not ready again ${Math.round(patienceMs / 1000)} s after it was killed. Look at its log.`);
    this.name = new.target.name;
  }
}
