import { CONFIG, Logger } from '@breakwater/service-kit';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { IdentityConfig } from '../config.js';
import { SignInFailureRepository } from './sign-in-failure.repository.js';

/** Forgets old counts every `signInPruneMs`, in each process: a row less to delete is no harm. */
@Injectable()
export class PruneTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(
    private readonly failures: SignInFailureRepository,
    private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#prune().finally(() => (this.#running = undefined));
    }, this.config.signInPruneMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #prune(): Promise<void> {
    try {
      await this.failures.prune();
    } catch (err) {
      this.logger.warn({ err }, 'old counts of failed sign-ins could not be deleted; it is tried again later');
    }
  }
}
