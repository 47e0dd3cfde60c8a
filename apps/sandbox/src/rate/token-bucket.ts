/** Lets `perSecond` through on average, and a second's worth at once; 0 lets nothing through. */
export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  #refilledAtMs = performance.now();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
  }

  /** @returns 0 when one may go through, else in how many milliseconds it may; Infinity when never */
  take(nowMs = performance.now()): number {
    const refill = ((nowMs - this.#refilledAtMs) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + refill);
    this.#refilledAtMs = nowMs;
    if (this.#tokens < 1) return ((1 - this.#tokens) / this.#perSecond) * 1000;
    this.#tokens -= 1;
    return 0;
  }
}
