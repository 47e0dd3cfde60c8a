import { CONFIG, HealthRegistry, LineLimit, Logger } from '@breakwater/service-kit';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { CacheConfig } from '../cache-settings.js';

const CONNECT_TIMEOUT_MS = 1_000;
const LONGEST_RECONNECT_MS = 2_000;

/**
 * The service's one connection to Redis, opened by the first who needs it. What is asked while Redis is away fails at once: there
 * is no queue of commands, and nobody waits for it to come back.
 */
@Injectable()
export class RedisConnection implements OnApplicationShutdown {
  readonly #log: Logger;
  readonly #lines = new LineLimit();
  #client: Promise<Redis> | undefined;
  #redis: Redis | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: CacheConfig,
    health: HealthRegistry,
    logger: Logger,
  ) {
    this.#log = logger.child('redis');
    // Without it the service is slower, and says so; it is no reason to send its requests elsewhere.
    health.register('redis', async () => void (await (await this.client()).ping()), { critical: false });
  }

  /** Loaded here, not when the process starts, to keep the start short. */
  client(): Promise<Redis> {
    return (this.#client ??= this.#open());
  }

  /** Also while it is still connecting: to somebody who never answers, that takes for ever. */
  onApplicationShutdown(): void {
    this.#redis?.disconnect();
  }

  async #open(): Promise<Redis> {
    const { Redis } = await import('ioredis');
    const redis = new Redis(this.config.redisUrl, {
      keyPrefix: this.config.redisPrefix,
      connectTimeout: CONNECT_TIMEOUT_MS,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(LONGEST_RECONNECT_MS, 50 * 2 ** Math.min(attempt, 10)),
      lazyConnect: true,
    });
    redis.on('error', (err: Error) => {
      const admitted = this.#lines.admit(err.message);
      if (admitted) this.#log.warn({ err, ...admitted }, 'Redis cannot be reached; going on without it');
    });
    this.#redis = redis;
    // Its failure has been reported as an error above, and it goes on trying.
    await redis.connect().catch(() => undefined);
    return redis;
  }
}
