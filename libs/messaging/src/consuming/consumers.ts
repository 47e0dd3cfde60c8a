import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CheckFailedError, CONFIG, HealthRegistry, Lifecycle, Logger } from '@breakwater/service-kit';
import { DataSource } from 'typeorm';
import { BrokerConnection } from '../broker/broker-connection.js';
import { BROKER_UNAVAILABLE } from '../broker/broker-unavailable.js';
import { DeadLetters } from '../dead-letters/dead-letters.js';
import type { MessagingConfig } from '../messaging-settings.js';
import { OutboxRelay } from '../publishing/outbox-relay.js';
import { EventProcessor } from './event-processor.js';
import { HandlerRegistry } from './handler-registry.js';
import { type Permits, PERMITS } from './permits.js';
import { QueueConsumer } from './queue-consumer.js';

/** Starts a consumer for each queue of the service when the service starts, and stops them before anything else stops. */
@Injectable()
export class Consumers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #consumers: QueueConsumer[] = [];

  constructor(
    private readonly registry: HandlerRegistry,
    private readonly broker: BrokerConnection,
    private readonly processor: EventProcessor,
    private readonly deadLetters: DeadLetters,
    private readonly relay: OutboxRelay,
    private readonly lifecycle: Lifecycle,
    private readonly health: HealthRegistry,
    private readonly dataSource: DataSource,
    @Inject(PERMITS) private readonly permits: Permits,
    @Inject(CONFIG) private readonly config: MessagingConfig,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#consumers = [...this.registry.queues()].map(
      ([queue, handlers]) =>
        new QueueConsumer(queue, handlers, {
          broker: this.broker,
          processor: this.processor,
          deadLetters: this.deadLetters,
          permits: this.permits,
          probeDatabase: () => this.dataSource.query('SELECT 1'),
          log: this.logger.child('consumer'),
          waitSeconds: this.config.messagingWaitSeconds,
        }),
    );
    this.lifecycle.whenListening(() => {
      for (const consumer of this.#consumers) consumer.start();
    });
    // Not critical: without a broker requests are served, and events wait in the outbox.
    this.health.register('broker', () => this.check(), { critical: false });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }

  private async check(): Promise<Record<string, string>> {
    const word = (healthy: boolean): string => (healthy ? 'ok' : 'failing');
    const state = {
      publishing: word(this.relay.healthy),
      ...Object.fromEntries(this.#consumers.map((consumer) => [consumer.queue, word(consumer.healthy)])),
    };
    if (Object.values(state).includes('failing')) throw new CheckFailedError(BROKER_UNAVAILABLE, state);
    return state;
  }
}
