/** Work that goes on beside whoever started it, so much at a time. */
export class UnderWay {
  readonly #running = new Set<Promise<void>>();
  #failures: unknown[] = [];

  /**
   * @param most that may be under way at a time
   * @param whenFailed is called when one failed, which the next {@link room} will tell
   */
  constructor(
    private readonly most: number,
    private readonly whenFailed: () => void,
  ) {}

  /** Nothing is under way, and {@link room} has told of all that failed. */
  get isIdle(): boolean {
    return this.#running.size === 0 && this.#failures.length === 0;
  }

  /**
   * Resolves when another may be started.
   * @throws what went wrong since it was last asked, the first of it
   */
  async room(): Promise<void> {
    while (this.#failures.length === 0 && this.#running.size >= this.most) await Promise.race(this.#running);
    if (this.#failures.length === 0) return;
    const [first] = this.#failures;
    this.#failures = [];
    throw first;
  }

  start(work: Promise<void>): void {
    const running = work
      .catch((error: unknown) => {
        this.#failures.push(error);
        this.whenFailed();
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /**
   * Resolves when all have ended.
   * @throws what went wrong since {@link room} was last asked, the first of it
   */
  async end(): Promise<void> {
    await Promise.all(this.#running);
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
