import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { SandboxConfig } from '../config.js';

/** A token bucket that holds one second's worth: what the provider takes, over all its clients. */
@Injectable()
export class SendRate {
  readonly #perSecond: number;
  #tokens: number;
  #refilledAtMs = performance.now();

  constructor(@Inject(CONFIG) config: Pick<SandboxConfig, 'emailRatePerSecond'>) {
    this.#perSecond = config.emailRatePerSecond;
    this.#tokens = this.#perSecond;
  }

  /** @returns 0 when the message may go, else how many milliseconds to wait */
  take(nowMs = performance.now()): number {
    if (this.#perSecond === 0) return 0;
    const refill = ((nowMs - this.#refilledAtMs) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + refill);
    this.#refilledAtMs = nowMs;
    if (this.#tokens < 1) return ((1 - this.#tokens) / this.#perSecond) * 1000;
    this.#tokens -= 1;
    return 0;
  }
}
