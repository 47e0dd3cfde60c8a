import { CONFIG, Logger } from '@breakwater/service-kit';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { IdentityConfig } from '../config.js';
import { SigningKeysService } from './signing-keys.service.js';

/** Looks every `signingKeyCheckMs` whether the signing key is due; in each process, for the lock lets one of them rotate. */
@Injectable()
export class RotationTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(
    private readonly keys: SigningKeysService,
    private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#check().finally(() => (this.#running = undefined));
    }, this.config.signingKeyCheckMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #check(): Promise<void> {
    try {
      await this.keys.rotateIfDue();
    } catch (err) {
      this.logger.error({ err }, 'the rotation of the signing key failed; it is tried again at the next check');
    }
  }
}
