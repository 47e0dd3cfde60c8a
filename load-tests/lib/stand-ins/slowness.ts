import type { EventEmitter } from 'node:events';

/** A time in which everybody waits for an answer. It ends by itself, and then all who still wait are answered. */
export class Slowness {
  readonly #waiting = new Set<() => void>();
  #ms = 0;
  #held = 0;
  #ending: NodeJS.Timeout | undefined;

  get isOver(): boolean {
    return this.#ms === 0;
  }

  /** How many it has held, over all times. */
  get held(): number {
    return this.#held;
  }

  /**
   * @param ms that each waits
   * @param seconds until it ends by itself
   */
  begin(ms: number, seconds: number): void {
    if (!(ms > 0 && seconds > 0))
      throw new RangeError(`slowness takes ms and seconds above 0, not ${ms} and ${seconds}`);
    this.end();
    this.#ms = ms;
    this.#ending = setTimeout(() => this.end(), seconds * 1_000);
  }

  end(): void {
    clearTimeout(this.#ending);
    this.#ms = 0;
    for (const answer of this.#waiting) answer();
  }

  /** @param asker closes when nobody waits any more, or has been answered */
  hold(asker: Pick<EventEmitter, 'once'>, answer: () => void): void {
    this.#held += 1;
    const settle = () => {
      clearTimeout(timer);
      this.#waiting.delete(release);
    };
    const release = () => {
      settle();
      answer();
    };
    const timer = setTimeout(release, this.#ms);
    this.#waiting.add(release);
    asker.once('close', settle);
  }
}
