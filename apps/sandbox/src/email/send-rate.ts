import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { SandboxConfig } from '../config.js';
import { TokenBucket } from '../rate/token-bucket.js';

/** What the provider takes, over all its clients, with bursts of one second's worth. */
@Injectable()
export class SendRate {
  readonly #bucket: TokenBucket | undefined;

  constructor(@Inject(CONFIG) { emailRatePerSecond }: Pick<SandboxConfig, 'emailRatePerSecond'>) {
    if (emailRatePerSecond > 0) this.#bucket = new TokenBucket(emailRatePerSecond);
  }

  /** @returns 0 when the message may go, else how many milliseconds to wait */
  take(nowMs?: number): number {
    return this.#bucket?.take(nowMs) ?? 0;
  }
}
