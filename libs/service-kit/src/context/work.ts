/**
 * One request or one message, from its arrival to its end: what budgets and figures are about. Libraries that keep something
 * for each piece of work key it by this object and learn here when it ends.
 */
export class Work {
  #ended = false;
  #listeners: (() => void)[] = [];

  /** @param name one of few: `GET /orders/:orderId`, the pattern and never the path, or `orders-progress stock.reserved` */
  constructor(readonly name: string) {}

  /** What still runs after its end, awaited by nobody, is nobody's work any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Calls `listener` once when the work ends, or now if it has.
   *
   * @param listener quick, and never throws: it is on the path of every request
   */
  whenEnded(listener: () => void): void {
    if (this.#ended) listener();
    else this.#listeners.push(listener);
  }

  /** For those who begin work: the answer is out, or the message has its outcome. Twice is once. */
  end(): void {
    this.#ended = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
