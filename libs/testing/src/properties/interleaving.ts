import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventType } from '@breakwater/contracts';
import type { EventHandler } from '@breakwater/messaging';

/** What befalls work whose process dies at a pause: nothing after the pause happens. */
export class DiedError extends Error {
  override readonly name = 'DiedError';
}

/** Work that goes from pause to pause, each time that the test says so. */
export class PacedTask<T> {
  /** What the work came to, once it has ended. */
  result: { value: T } | { error: unknown } | undefined;
  #started = false;
  #halted: () => void = () => undefined;
  #resume: (() => void) | undefined;
  #die: ((error: DiedError) => void) | undefined;

  constructor(private readonly begin: (task: PacedTask<T>) => Promise<T>) {}

  get ended(): boolean {
    return this.result !== undefined;
  }

  /** Starts the work or lets it go on, and resolves at its next pause or its end. It can only die at a pause. */
  async step({ dies = false }: { dies?: boolean } = {}): Promise<void> {
    if (this.ended) return;
    const halted = new Promise<void>((resolve) => {
      this.#halted = resolve;
    });
    if (this.#started) {
      if (dies) this.#die?.(new DiedError('the process died here'));
      else this.#resume?.();
    } else {
      this.#started = true;
      void this.#run();
    }
    await halted;
  }

  async finish(): Promise<void> {
    while (!this.ended) await this.step();
  }

  /** Of the work itself: waits for the next step. */
  pause(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#resume = resolve;
      this.#die = reject;
      this.#halted();
    });
  }

  async #run(): Promise<void> {
    try {
      this.result = { value: await this.begin(this) };
    } catch (error) {
      this.result = { error };
    }
    this.#halted();
  }
}

/**
 * Runs pieces of work step by step in a sequence that the test chooses, so that a rare interleaving is an ordinary, repeatable
 * case. Pauses go where no lock is held, such as around a call to somebody else's system: one step at a time, work that
 * waited for a paused one would never come to its own pause.
 */
export class Interleaving {
  readonly #current = new AsyncLocalStorage<PacedTask<unknown>>();

  task<T>(work: () => Promise<T>): PacedTask<T> {
    return new PacedTask((task) => this.#current.run(task as PacedTask<unknown>, work));
  }

  /** The handler with a pause between its preparation and its transaction. */
  paced<T extends EventType, P>(handler: Required<Pick<EventHandler<T, P>, 'prepare' | 'handle'>>): EventHandler<T, P> {
    return {
      prepare: async (event, options) => {
        const prepared = await handler.prepare(event, options);
        await this.pause();
        return prepared;
      },
      handle: (event, tx, prepared) => handler.handle(event, tx, prepared),
    };
  }

  /** For stand-ins: another piece of work may come in between here. Outside of a task it is no pause at all. */
  readonly pause = async (): Promise<void> => {
    await this.#current.getStore()?.pause();
  };
}
