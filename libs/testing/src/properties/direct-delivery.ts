import { type AnyEvent, type EventType, parseEvent } from '@breakwater/contracts';
import {
  type EventHandler,
  EventProcessor,
  EventPublisher,
  type Outcome,
  type QueueName,
  type ReceivedMessage,
} from '@breakwater/messaging';
import { Inbox, Outbox, Transactions } from '@breakwater/persistence';
import { createLogger } from '@breakwater/service-kit';
import type { DataSource } from 'typeorm';

/**
 * Takes events through a service's real handlers as its consumer does, with inbox and transaction
 * where they need them, but without a broker: the
 * test decides in which order, how often and when each arrives.
 */
export class DirectDelivery {
  /** Lines of the log that warn. */
  readonly warnings: string[] = [];
  readonly logger = createLogger({ service: 'test', logLevel: 'warn' }, { write: (line) => this.warnings.push(line) });
  /** For the handlers: they must publish in the transaction that delivers to them. */
  readonly transactions: Transactions;
  readonly publisher: EventPublisher;
  readonly #processor: EventProcessor;
  readonly #handlers = new Map<EventType, EventHandler<EventType, unknown>>();
  readonly #timesHandled = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: QueueName,
  ) {
    this.transactions = new Transactions(dataSource);
    this.publisher = new EventPublisher(new Outbox(dataSource), this.transactions);
    this.#processor = new EventProcessor(this.transactions, new Inbox(dataSource), dataSource, this.logger);
  }

  handle<T extends EventType, P>(type: T, handler: EventHandler<T, P>): this {
    this.#handlers.set(type, handler);
    return this;
  }

  async deliver(event: AnyEvent): Promise<Outcome> {
    return this.count(event, await this.#processor.process(this.queue, this.#handlers, messageOf(event)));
  }

  /** Those that one poll brought together: of one type, whose handler takes many. Where it could not, {@link warnings} says so. */
  async deliverTogether(events: readonly AnyEvent[]): Promise<Outcome[]> {
    const outcomes = await this.#processor.processMany(this.queue, this.#handlers, events.map(messageOf));
    events.forEach((event, index) => this.count(event, outcomes[index]));
    return outcomes;
  }

  private count<T extends Outcome | undefined>(event: AnyEvent, outcome: T): T {
    if (outcome?.kind === 'handled') this.#timesHandled.set(event.id, (this.#timesHandled.get(event.id) ?? 0) + 1);
    return outcome;
  }

  /** Ids of events that were handled more than once, of all that this was given; the inbox allows none, idempotent handlers have no inbox. */
  handledAgain(): string[] {
    return [...this.#timesHandled].flatMap(([id, times]) => (times > 1 ? [id] : []));
  }

  /** What was published about an order, or anything else with an id that stands in the events, as it was written. */
  async published(id: string): Promise<AnyEvent[]> {
    const rows = await this.dataSource.query<{ body: string }[]>(
      `SELECT body FROM outbox WHERE strpos(body, $1) > 0 ORDER BY position`,
      [id],
    );
    return rows.map(({ body }) => {
      const parsed = parseEvent(body);
      if (!parsed.readable) throw new Error(`unreadable event in the outbox: ${parsed.detail}`);
      return parsed.event;
    });
  }
}

const messageOf = (event: AnyEvent): ReceivedMessage => ({
  messageId: event.id,
  receiptHandle: event.id,
  body: JSON.stringify(event),
  receiveCount: 1,
  attributes: { type: { DataType: 'String', StringValue: event.type } },
});
