/** A wait that can be cut short: a nudge that comes while nobody waits is kept for the next wait. */
export class WakeUp {
  #nudged = false;
  #resolve: (() => void) | undefined;

  wake(): void {
    if (this.#resolve) this.#resolve();
    else this.#nudged = true;
  }

  /** Resolves after `ms`, or as soon as somebody calls {@link wake}. */
  async wait(ms: number): Promise<void> {
    if (this.#nudged) {
      this.#nudged = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#resolve = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#resolve = undefined;
  }
}
