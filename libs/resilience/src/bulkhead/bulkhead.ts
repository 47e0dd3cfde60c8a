export interface BulkheadOptions {
  /** Calls under way at the same time, at least 1. */
  readonly concurrent: number;
  /** Calls that wait for a slot, in the order of their arrival, at least 0. Short: who waits long is better told no at once. */
  readonly queued: number;
}

/** Every slot is taken, and as many wait as may. */
export class BulkheadFullError extends Error {
  constructor({ concurrent, queued }: BulkheadOptions) {
    super(`${concurrent} calls are under way and ${queued} wait already`);
    this.name = new.target.name;
  }
}

/** A slot. Give it back when the work has really ended, not when one stops waiting for it. Twice is once. */
export type Release = () => void;

interface Waiting {
  take(release: Release): void;
}

/**
 * Bounds what one dependency can hold of this process: sockets, memory, and callers that wait.
 *
 * Source: Nygard, "Release It!" (2nd edition, 2018), "Bulkheads".
 */
export class Bulkhead {
  #inFlight = 0;
  readonly #queue: Waiting[] = [];

  /** @throws RangeError naming the value that makes no sense */
  constructor(private readonly options: BulkheadOptions) {
    requireWhole('concurrent', options.concurrent, 1);
    requireWhole('queued', options.queued, 0);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Takes a slot, or waits for one.
   *
   * @param patience called for who has to wait; its signal ends the waiting, and the promise then rejects with its reason
   * @returns at once when a slot is free, without a promise: that is the usual case
   * @throws BulkheadFullError at once when there is not even room to wait
   */
  acquire(patience?: () => AbortSignal): Release | Promise<Release> {
    if (this.#inFlight < this.options.concurrent) {
      this.#inFlight += 1;
      return this.#slot();
    }
    if (this.#queue.length >= this.options.queued) throw new BulkheadFullError(this.options);
    return this.#wait(patience?.());
  }

  #wait(signal: AbortSignal | undefined): Promise<Release> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        take: (release) => {
          signal?.removeEventListener('abort', giveUp);
          resolve(release);
        },
      };
      const giveUp = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(signal?.reason as Error);
      };
      if (signal?.aborted) return reject(signal.reason as Error);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#queue.push(waiting);
    });
  }

  #slot(): Release {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.#queue.shift();
      if (next) next.take(this.#slot());
      else this.#inFlight -= 1;
    };
  }
}

function requireWhole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`A bulkhead's ${name} is a whole number from ${least} on, not ${value}.`);
  }
}
