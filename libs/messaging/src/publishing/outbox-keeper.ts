import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Inbox, Outbox } from '@breakwater/persistence';
import { CONFIG, Lifecycle, Logger } from '@breakwater/service-kit';
import { BrokerConnection } from '../broker/broker-connection.js';
import type { MessagingConfig } from '../messaging-settings.js';
import { outboxUnpublished } from '../messaging.metrics.js';
import { MESSAGING_SERVICE } from '../messaging.tokens.js';
import { subscriptionsOf } from '../topology/provision-topology.js';
import { type ServiceName, topology, type TopicName } from '../topology/topology.js';
import { WakeUp } from '../wake-up.js';
import { OutboxRelay } from './outbox-relay.js';

const HOUR_MS = 3_600_000;
const PRUNE_EVERY_MS = 60_000;

/**
 * Keeps the outbox useful after publication: publishes everything of the retention again when a new subscriber appears, and
 * deletes what is older.
 *
 * A subscription's ARN is new whenever it was made anew, so a broker that lost its memory (and whose queues had to be made
 * again) is known by its subscriptions. So is a consumer added later, which gets the recent past. Whoever had handled an
 * event already has it in the inbox, or is idempotent.
 */
@Injectable()
export class OutboxKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #wakeUp = new WakeUp();
  readonly #log: Logger;
  readonly #topics: TopicName[];
  #running: Promise<void> | undefined;
  #stopping = false;
  #lastError: string | undefined;
  #prunedAt = 0;

  constructor(
    private readonly outbox: Outbox,
    private readonly inbox: Inbox,
    private readonly relay: OutboxRelay,
    private readonly broker: BrokerConnection,
    @Inject(CONFIG) private readonly config: MessagingConfig,
    @Inject(MESSAGING_SERVICE) service: ServiceName,
    private readonly lifecycle: Lifecycle,
    logger: Logger,
  ) {
    this.#log = logger.child('outbox-keeper');
    this.#topics = (Object.keys(topology.topics) as TopicName[]).filter(
      (topic) => topology.topics[topic].publisher === service,
    );
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

  /**
   * Looks for subscribers not seen before and, if there are any, makes the retention's events unpublished.
   *
   * @returns number of events that will go out again
   */
  async serveNewSubscribers(): Promise<number> {
    const { sns } = await this.broker.clients();
    const subscriptions: string[] = [];
    for (const topic of this.#topics) {
      subscriptions.push(...(await subscriptionsOf(sns, this.broker.addresses.topicArn(topic))).values());
    }
    const fresh = await this.outbox.rememberSubscribers(subscriptions);
    if (fresh.length === 0) return 0;
    const since = new Date(Date.now() - this.config.outboxRetentionHours * HOUR_MS);
    const events = await this.outbox.republishSince(since);
    this.#log.info({ subscriptions: fresh.length, events }, 'new subscribers: publishing recent events again');
    this.relay.wake();
    return events;
  }

  private async run(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.serveNewSubscribers();
        await this.housekeeping();
        this.#lastError = undefined;
      } catch (error) {
        const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        if (text !== this.#lastError) this.#log.warn({ error: text }, 'cannot look after the outbox now; trying again');
        this.#lastError = text;
      }
      await this.#wakeUp.wait(this.config.subscriberCheckSeconds * 1_000);
    }
  }

  private async housekeeping(): Promise<void> {
    outboxUnpublished.set((await this.outbox.stats()).unpublished);
    if (Date.now() - this.#prunedAt < PRUNE_EVERY_MS) return;
    this.#prunedAt = Date.now();
    await this.outbox.prune(new Date(Date.now() - this.config.outboxRetentionHours * HOUR_MS));
    await this.inbox.prune(new Date(Date.now() - this.config.inboxRetentionHours * HOUR_MS));
  }
}
