import type { Dated } from '@breakwater/resilience';
import { z } from 'zod';
import type { CacheStore } from '../redis/cache-store.js';

export interface LastGoodOptions<T> {
  /** Begins its keys: whose they are, and of what, with the version of their form, such as `shipping:carrier-rate:1:`. */
  readonly prefix: string;
  /** What is read back is checked: another version of the service may have written it. */
  readonly schema: z.ZodType<T>;
  /** After so long it is of no use any more. */
  readonly keepSeconds: number;
}

/** The same key is written so often at most: a last good answer that is a second older is as good. */
const REWRITE_MS = 1_000;
/** Keys whose last write is remembered. */
const MOST_KEYS = 10_000;

/**
 * The last good answers of something that may fail, kept in Redis for all processes and for the next one: what a fallback is
 * made of. Nothing here is ever waited for on the good path.
 */
export class LastGood<T> {
  readonly #schema: z.ZodType<Dated<T>>;
  readonly #writtenAt = new Map<string, number>();

  constructor(
    private readonly store: Pick<CacheStore, 'read' | 'write'>,
    private readonly options: LastGoodOptions<T>,
  ) {
    this.#schema = z.object({ value: options.schema, asOf: z.coerce.date() });
  }

  /** Keeps an answer of just now; returns at once, and loses it when Redis does not take it. */
  remember(key: string, value: T): void {
    const now = performance.now();
    if (now - (this.#writtenAt.get(key) ?? -Infinity) < REWRITE_MS) return;
    if (this.#writtenAt.size >= MOST_KEYS) this.#writtenAt.clear();
    this.#writtenAt.set(key, now);
    const entry = JSON.stringify({ value, asOf: new Date() });
    void this.store.write(this.options.prefix + key, entry, this.options.keepSeconds);
  }

  /** @returns undefined when there is none that can be read */
  async recall(key: string): Promise<Dated<T> | undefined> {
    const text = await this.store.read(this.options.prefix + key);
    if (text === null) return undefined;
    const parsed = this.#schema.safeParse(parseJson(text));
    return parsed.success ? parsed.data : undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON matches no schema: somebody else's value under our key is none of ours.
    return undefined;
  }
}
