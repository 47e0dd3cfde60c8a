/** A wait that can be cut short: a nudge that comes while nobody waits is kept for the next wait. */
export class WakeUp {
  #nudged = false;
  #resolve: (() => void) | undefined;

  wake(): void {
    if (this.#resolve) this.#resolve();
    else this.#nudged = true;
  }

  /** Resolves after `ms`, or as soon as somebody calls {@link wake}. @returns whether somebody did */
  async wait(ms: number): Promise<boolean> {
    if (this.#nudged) {
      this.#nudged = false;
      return true;
    }
    const woken = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#resolve = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    this.#resolve = undefined;
    return woken;
  }
}
