import { CONFIG, Logger } from '@breakwater/service-kit';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { ShippingConfig } from '../config.js';
import { QuotesRepository } from './quotes.repository.js';

/** Deletes quotes that expired long ago, a batch at a time, so that the table does not grow for ever. */
@Injectable()
export class QuotePruner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: ShippingConfig,
    private readonly quotes: QuotesRepository,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#prune(), this.config.quotePruneIntervalMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #prune(): void {
    this.#running ??= this.#pruneBatch().finally(() => {
      this.#running = undefined;
    });
  }

  async #pruneBatch(): Promise<void> {
    const before = new Date(Date.now() - this.config.quoteRetentionHours * 3_600_000);
    try {
      const deleted = await this.quotes.prune(before);
      if (deleted > 0) this.logger.debug({ deleted }, 'old quotes deleted');
    } catch (error) {
      this.logger.warn({ err: error }, 'old quotes could not be deleted; the next round tries again');
    }
  }
}
