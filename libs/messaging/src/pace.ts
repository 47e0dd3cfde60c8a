/**
 * Keeps turns apart: the first comes at once, each further one no sooner than `intervalMs` after the one before. What comes in
 * between travels together, and ten messages cost the database, the broker and this process about what one costs.
 */
export class Pace {
  #lastAt = -Infinity;

  constructor(private readonly intervalMs: number) {}

  /**
   * Resolves when it is time for the next turn.
   *
   * @param atOnce whether it is time already, as a whole load waits
   */
  async turn({ atOnce = false } = {}): Promise<void> {
    const dueInMs = atOnce ? 0 : this.#lastAt + this.intervalMs - performance.now();
    if (dueInMs > 0) await new Promise((resolve) => setTimeout(resolve, dueInMs));
    this.#lastAt = performance.now();
  }
}
