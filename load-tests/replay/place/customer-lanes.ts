/**
 * Runs work at most `width` at a time, and for one customer strictly one after the other, in the order of entering: a
 * cancellation must not overtake the order that it cancels.
 */
export class CustomerLanes {
  private readonly lanes = new Map<string, Promise<void>>();
  private running = 0;
  private wakeUp: (() => void) | undefined;

  constructor(private readonly width: number) {}

  /**
   * Returns when the work is begun or stands in its customer's lane; waits while `width` are under way.
   * @param work handles its own errors: a rejection is nobody's and ends the process
   */
  async enter(customer: string, work: () => Promise<void>): Promise<void> {
    while (this.running >= this.width) await this.change();
    this.running += 1;
    const before = this.lanes.get(customer) ?? Promise.resolve();
    const lane = before.then(work).finally(() => {
      this.running -= 1;
      if (this.lanes.get(customer) === lane) this.lanes.delete(customer);
      this.wakeUp?.();
    });
    this.lanes.set(customer, lane);
  }

  /** Waits for everything that was entered. */
  async empty(): Promise<void> {
    await Promise.all(this.lanes.values());
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wakeUp = resolve;
    });
  }
}
