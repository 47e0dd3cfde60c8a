import { type ExternalCall, refuse } from '@breakwater/resilience';
import { CONFIG, ExternalCalls } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { CacheConfig } from '../cache-settings.js';
import { RedisConnection } from './redis-connection.js';

interface Entry {
  key: string;
  value: string;
  keepSeconds: number;
}

/** Commands share one connection and do not wait for each other; more than these at once means that Redis does not answer. */
const CONCURRENT = 200;

/**
 * Text in Redis, under guard: what cannot be read is not there, what cannot be written is forgotten, and neither takes longer than
 * `REDIS_DEADLINE_MS`. While Redis is away its circuit opens, and asking costs nothing.
 */
@Injectable()
export class CacheStore {
  readonly #read: ExternalCall<string, string | null>;
  readonly #write: ExternalCall<Entry, string | null>;

  constructor(@Inject(CONFIG) { redisDeadlineMs }: CacheConfig, calls: ExternalCalls, connection: RedisConnection) {
    const guard = {
      deadlineMs: redisDeadlineMs,
      answer: z.string().nullable(),
      idempotent: true,
      whenItFails: refuse,
      whenItIsSlow: refuse,
      whenItAnswersNonsense: refuse,
      bulkhead: { concurrent: CONCURRENT, queued: 0 },
    } as const;
    this.#read = calls.declare({
      ...guard,
      name: 'redis-read',
      perform: async (key: string) => (await connection.client()).get(key),
    });
    this.#write = calls.declare({
      ...guard,
      name: 'redis-write',
      perform: async ({ key, value, keepSeconds }: Entry) =>
        (await connection.client()).set(key, value, 'EX', keepSeconds),
    });
  }

  /** @returns null when it is not there, or Redis is not */
  async read(key: string): Promise<string | null> {
    const outcome = await this.#read.ask(key);
    return outcome.kind === 'fresh' ? outcome.value : null;
  }

  /** @returns whether it was written */
  async write(key: string, value: string, keepSeconds: number): Promise<boolean> {
    return (await this.#write.ask({ key, value, keepSeconds })).kind === 'fresh';
  }
}
