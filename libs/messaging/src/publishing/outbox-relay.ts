import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type ClaimedEntry, Outbox } from '@breakwater/persistence';
import { CONFIG, Lifecycle, Logger } from '@breakwater/service-kit';
import { backoffMs } from '../backoff.js';
import type { MessagingConfig } from '../messaging-settings.js';
import { publishFailures, publishLag, publishedEvents, refusedEvents } from '../messaging.metrics.js';
import { Pace } from '../pace.js';
import { WakeUp } from '../wake-up.js';
import { publishChunks } from './publish-chunks.js';
import { SnsPublisher } from './sns-publisher.js';
import { UnderWay } from './under-way.js';

/**
 * How fast what a new subscriber may have missed goes out again: slower than consumers recognise it, so that fresh events
 * never stand in a queue behind a day of repeated ones.
 */
const REPEATS_AT_ONCE = 30;
const REPEAT_INTERVAL_MS = 100;
/** Longer than any batch takes; rows of a relay that died are free again after it. */
const LEASE_MS = 30_000;
/** A batch does not wait for the one before, which the broker or a busy process may hold up. */
const BATCHES_UNDER_WAY = 4;
const CHUNKS_AT_ONCE = 10;
/** Between batches: the first event after a pause goes out at once, those that are committed meanwhile go out together. */
const BATCH_INTERVAL_MS = 40;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;
const LONGEST_ROW_BACKOFF_MS = 60_000;

/**
 * Publishes what is in the outbox, at least once, from any number of processes: takes a batch of rows with
 * `FOR UPDATE SKIP LOCKED`, publishes it outside of any lock or transaction, marks it. A process that dies in between leaves
 * a lease that ends, and the rows go out again. Batches overlap: what is committed while one is on its way goes out without
 * waiting for it.
 *
 * It looks shortly after a commit has nudged it, and every `outboxPollIntervalMs`.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #wakeUp = new WakeUp();
  readonly #pace = new Pace(BATCH_INTERVAL_MS);
  readonly #log: Logger;
  #running: Promise<void> | undefined;
  #stopping = false;
  #failures = 0;
  #brokerFailed = false;
  #repeatsDueAt = 0;
  readonly #batches = new UnderWay(BATCHES_UNDER_WAY, () => this.#wakeUp.wake());

  constructor(
    private readonly outbox: Outbox,
    private readonly publisher: SnsPublisher,
    @Inject(CONFIG) private readonly config: MessagingConfig,
    private readonly lifecycle: Lifecycle,
    logger: Logger,
  ) {
    this.#log = logger.child('outbox-relay');
  }

  onApplicationBootstrap(): void {
    this.lifecycle.whenListening(() => {
      this.#running = this.run();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    this.#wakeUp.wake();
    await this.#running;
  }

  /** Looks at the outbox now rather than at the next poll. */
  wake(): void {
    this.#wakeUp.wake();
  }

  /** Whether the broker took the last batch; a database that is away has a check of its own. */
  get healthy(): boolean {
    return !this.#brokerFailed;
  }

  private async run(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#pace.turn();
        await this.#batches.room();
        const fresh = this.start(await this.outbox.claim(this.config.outboxBatchSize, LEASE_MS));
        if (fresh === 0 && this.#batches.isIdle) this.wentWell();
        if (fresh < this.config.outboxBatchSize) await this.#wakeUp.wait(await this.publishRepeats());
      } catch (error) {
        this.#failures += 1;
        publishFailures.inc();
        // Once, not every second: an outage has one cause.
        if (this.#failures === 1) this.#log.error({ err: error }, 'cannot publish; trying again until it works');
        await this.#wakeUp.wait(backoffMs(this.#failures, FIRST_BACKOFF_MS, LONGEST_BACKOFF_MS));
      }
    }
    await this.#batches.end().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'the last events may be published and not marked: they will go out again');
    });
  }

  private wentWell(): void {
    this.#failures = 0;
    this.#brokerFailed = false;
  }

  /** Publishes some of what is to be repeated, when it is time. @returns how long to wait, in ms */
  private async publishRepeats(): Promise<number> {
    const dueInMs = this.#repeatsDueAt - Date.now();
    if (dueInMs > 0) return Math.min(dueInMs, this.config.outboxPollIntervalMs);
    const taken = this.start(await this.outbox.claimRepeats(REPEATS_AT_ONCE, LEASE_MS));
    const intervalMs = taken < REPEATS_AT_ONCE ? this.config.outboxPollIntervalMs : REPEAT_INTERVAL_MS;
    this.#repeatsDueAt = Date.now() + intervalMs;
    return intervalMs;
  }

  /** @returns how many rows were taken */
  private start(entries: readonly ClaimedEntry[]): number {
    if (entries.length > 0) this.#batches.start(this.publish(entries));
    return entries.length;
  }

  /** Publishes a batch and marks it. @throws when nothing of it could be published, or it could not be marked */
  private async publish(entries: readonly ClaimedEntry[]): Promise<void> {
    const published: ClaimedEntry[] = [];
    const queue = publishChunks(entries);
    let failure: Error | undefined;
    const worker = async () => {
      for (let chunk = queue.shift(); chunk; chunk = queue.shift()) {
        try {
          const result = await this.publisher.publish(chunk);
          published.push(...result.published);
          for (const { entry, error } of result.refused) await this.postpone(entry, error);
        } catch (error) {
          if (!isRefusal(error)) {
            failure ??= error instanceof Error ? error : new Error(String(error));
            await this.release([chunk, ...queue.splice(0)].flat(), error);
          } else if (chunk.length > 1) {
            // One message that SNS refuses must not hold back the nine beside it.
            queue.push(...chunk.map((entry) => [entry]));
          } else {
            for (const entry of chunk) await this.postpone(entry, describe(error));
          }
        }
      }
    };
    await Promise.all(Array.from({ length: CHUNKS_AT_ONCE }, worker));
    await this.mark(published);
    if (failure !== undefined && published.length === 0) {
      this.#brokerFailed = true;
      throw failure;
    }
    this.wentWell();
  }

  private async mark(published: readonly ClaimedEntry[]): Promise<void> {
    await this.outbox.markPublished(published.map((entry) => entry.position));
    const now = Date.now();
    for (const entry of published) {
      if (entry.isRepeat) continue;
      publishedEvents.inc({ type: entry.type });
      publishLag.observe((now - entry.createdAt.getTime()) / 1_000);
    }
  }

  /** Nobody knows whether they got through: they go out again as soon as the relay tries again. */
  private async release(entries: readonly ClaimedEntry[], error: unknown): Promise<void> {
    await this.outbox.release(
      entries.map((entry) => entry.position),
      describe(error),
      0,
    );
  }

  private async postpone(entry: ClaimedEntry, error: string): Promise<void> {
    refusedEvents.inc({ type: entry.type });
    this.#log.error(
      { eventId: entry.eventId, type: entry.type, attempts: entry.attempts, error },
      'SNS refused an event',
    );
    await this.outbox.release([entry.position], error, backoffMs(entry.attempts, 1_000, LONGEST_ROW_BACKOFF_MS));
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** SNS understood the request and will never take it as it is; a missing topic or a throttled caller is not of this kind. */
const REFUSAL = /^(InvalidParameter|BatchRequestTooLong|EmptyBatchRequest|InvalidBatchEntryId|Validation)/;

const isRefusal = (error: unknown): boolean => error instanceof Error && REFUSAL.test(error.name);
