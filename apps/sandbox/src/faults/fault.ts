import type { ServerResponse } from 'node:http';
import { newId } from '@breakwater/persistence';
import { TokenBucket } from '../rate/token-bucket.js';
import type { FaultBody } from './fault.schema.js';
import { EVERY_ROUTE } from './third-party-routes.js';

/** A request that a fault hits. */
export interface Strike {
  readonly fault: Fault;
  /** How many the fault has hit before: what varies from one to the next follows it, so that every run is the same. */
  readonly turn: number;
}

/** A fault from when it is set to its end. */
export class Fault {
  readonly id = newId();
  readonly #createdAt = new Date();
  readonly #expiresAt: Date;
  readonly #bucket: TokenBucket | undefined;
  readonly #held = new Set<() => void>();
  #seen = 0;
  #hits = 0;
  #spread = 0;
  #isOver = false;

  constructor(readonly spec: FaultBody) {
    this.#expiresAt = new Date(this.#createdAt.getTime() + spec.seconds * 1000);
    if (spec.kind === 'rate-limit') this.#bucket = new TokenBucket(spec.perSecond);
  }

  matches(route: string, target: string | undefined): boolean {
    const { spec } = this;
    return (
      (spec.route === EVERY_ROUTE || spec.route === route) && (spec.target === undefined || spec.target === target)
    );
  }

  /**
   * Says of a request that matches whether it is hit. Error diffusion, not chance: 25 % is every fourth request, 30 % three of
   * any ten in a row. A rate limit hits what it refuses.
   */
  strike(): Strike | undefined {
    this.#seen += 1;
    this.#spread += this.spec.percent;
    if (this.#spread < 100) return undefined;
    this.#spread -= 100;
    if (this.#bucket?.take() === 0) return undefined;
    const turn = this.#hits;
    this.#hits += 1;
    return { fault: this, turn };
  }

  /**
   * Keeps a request waiting, until the fault is over or the client has gone.
   *
   * @param ms longest wait; without it there is no other end
   * @returns false when the client has gone
   */
  async hold(raw: ServerResponse, ms?: number): Promise<boolean> {
    if (raw.closed) return false;
    if (this.#isOver) return true;
    // Else the server takes the connection for dead after two minutes; Node sets it anew with the next request.
    raw.socket?.setTimeout(0);
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => release(), ms);
      const end = (isThere: boolean): void => {
        clearTimeout(timer);
        raw.off('close', gone);
        this.#held.delete(release);
        resolve(isThere);
      };
      const release = (): void => end(true);
      const gone = (): void => end(false);
      raw.once('close', gone);
      this.#held.add(release);
    });
  }

  /** Lets go of every request that it holds. */
  end(): void {
    this.#isOver = true;
    for (const release of this.#held) release();
  }

  view() {
    return {
      id: this.id,
      ...this.spec,
      createdAt: this.#createdAt.toISOString(),
      expiresAt: this.#expiresAt.toISOString(),
      remainingMs: Math.max(0, this.#expiresAt.getTime() - Date.now()),
      seen: this.#seen,
      hits: this.#hits,
      held: this.#held.size,
    };
  }
}
