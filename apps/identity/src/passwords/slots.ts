import { PasswordsBusyError } from './passwords.errors.js';

/** Lets at most `size` pieces of work run at the same time; at most `mostWaiting` others wait in the order of their arrival. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(
    size: number,
    private readonly mostWaiting: number,
  ) {
    this.#free = size;
  }

  /** @throws PasswordsBusyError when `mostWaiting` wait already */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#take();
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  #take(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    if (this.#waiting.length >= this.mostWaiting) throw new PasswordsBusyError();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
