import { Injectable } from '@nestjs/common';
import { type AnyEvent, type EventType, parseEvent } from '@breakwater/contracts';
import { Inbox, isDatabaseUnavailable, newId, Transactions } from '@breakwater/persistence';
import { AppError, Logger, runInContext, Work } from '@breakwater/service-kit';
import { DataSource } from 'typeorm';
import { handledMessages, messageLag } from '../messaging.metrics.js';
import { REPEAT_ATTRIBUTE } from '../publishing/sns-publisher.js';
import { withLinkedTraces, withRemoteTrace } from '../tracing.js';
import type { QueueName } from '../topology/topology.js';
import { topology } from '../topology/topology.js';
import { type Delivery, isIdempotent } from './event-handler.js';
import { type AnyEventHandler, type BatchHandler, handlesMany } from './handler-registry.js';
import type { Outcome, ReceivedMessage } from './message.js';

/** Share of the visibility timeout that `prepare` may take; the rest is for the transaction and the delete. */
const PREPARE_SHARE = 0.6;

/**
 * Takes one message through its handler: read the event, prepare outside of any transaction, then inbox row and handler in one
 * transaction; of an idempotent handler nothing but the handler. Never throws: what went wrong is an {@link Outcome}.
 */
@Injectable()
export class EventProcessor {
  readonly #log: Logger;

  constructor(
    private readonly transactions: Transactions,
    private readonly inbox: Inbox,
    private readonly dataSource: DataSource,
    logger: Logger,
  ) {
    this.#log = logger.child('consumer');
  }

  async process(
    queue: QueueName,
    handlers: ReadonlyMap<EventType, AnyEventHandler>,
    message: ReceivedMessage,
  ): Promise<Outcome> {
    const parsed = parseEvent(message.body);
    if (!parsed.readable) {
      handledMessages.inc({ queue, type: 'unreadable', outcome: 'dead-letter' });
      return { kind: 'dead-letter', reason: parsed.reason, detail: parsed.detail };
    }
    const { event } = parsed;
    const handler = handlers.get(event.type);
    if (!handler) {
      handledMessages.inc({ queue, type: event.type, outcome: 'dead-letter' });
      return { kind: 'dead-letter', reason: 'not-subscribed', detail: `${queue} does not subscribe to ${event.type}` };
    }
    const work = new Work(`${queue} ${event.type}`);
    const context = { correlationId: event.correlationId, work };
    const outcome = await withRemoteTrace(traceParentOf(message), work.name, () =>
      runInContext(context, () => this.handle(queue, handler, event, message)),
    );
    work.end();
    handledMessages.inc({ queue, type: event.type, outcome: outcome.kind });
    return outcome;
  }

  /**
   * Takes messages of one type, which one poll brought, through {@link EventHandler.handleMany}. When they cannot be handled
   * together, each goes by itself.
   *
   * @returns an outcome for each message, in their order
   */
  async processMany(
    queue: QueueName,
    handlers: ReadonlyMap<EventType, AnyEventHandler>,
    messages: readonly ReceivedMessage[],
  ): Promise<Outcome[]> {
    const together = togetherOf(messages, handlers);
    let outcomes = new Map<ReceivedMessage, Outcome>();
    if (together !== undefined) {
      try {
        outcomes = await this.handleTogether(queue, together);
      } catch (error) {
        const fields = { err: error, queue, type: together.type, messages: together.deliveries.size };
        this.#log.warn(fields, 'events not handled together');
        // All of them would find it out, one after another and each after a time-out.
        if (isDatabaseUnavailable(error)) return messages.map(() => ({ kind: 'retry', error }));
      }
    }
    const all: Outcome[] = [];
    for (const message of messages) {
      all.push(outcomes.get(message) ?? (await this.process(queue, handlers, message)));
    }
    return all;
  }

  private async handleTogether(
    queue: QueueName,
    { handler, type, deliveries }: Together,
  ): Promise<Map<ReceivedMessage, Outcome>> {
    const all = [...deliveries.values()];
    const work = new Work(`${queue} ${type}`);
    const context = { correlationId: newId(), work };
    const traceParents = all.map(({ origin }) => origin.traceParent);
    try {
      const fresh = await withLinkedTraces(traceParents, work.name, () =>
        runInContext(context, () => this.handleAllOnce(queue, handler, all)),
      );
      const outcomes = new Map<ReceivedMessage, Outcome>();
      for (const [message, { event }] of deliveries) {
        const kind = fresh.has(event.id) ? 'handled' : 'repeated';
        if (kind === 'handled') messageLag.observe({ queue }, (Date.now() - Date.parse(event.occurredAt)) / 1_000);
        handledMessages.inc({ queue, type, outcome: kind });
        outcomes.set(message, { kind });
      }
      return outcomes;
    } finally {
      work.end();
    }
  }

  /** @returns the ids of the events that were not handled before: for the others nothing was changed */
  private async handleAllOnce(
    queue: QueueName,
    handler: BatchHandler,
    deliveries: readonly Delivery<EventType>[],
  ): Promise<ReadonlySet<string>> {
    const ids = deliveries.map(({ event }) => event.id);
    if (isIdempotent(handler)) {
      await handler.handleMany(deliveries, this.dataSource.manager);
      return new Set(ids);
    }
    return this.transactions.run(async (tx) => {
      const fresh = await this.inbox.claimAll(tx, queue, ids);
      const unknown = deliveries.filter(({ event }) => fresh.has(event.id));
      if (unknown.length > 0) await handler.handleMany(unknown, tx);
      return fresh;
    });
  }

  private async handle(
    queue: QueueName,
    handler: AnyEventHandler,
    event: AnyEvent,
    message: ReceivedMessage,
  ): Promise<Outcome> {
    const { maxReceiveCount } = topology.queues[queue];
    try {
      if (isIdempotent(handler)) await handler.handle(event, this.dataSource.manager, undefined);
      else if (!(await this.handleOnce(queue, handler, event, message))) return { kind: 'repeated' };
      const lagMs = Date.now() - Date.parse(event.occurredAt);
      messageLag.observe({ queue }, lagMs / 1_000);
      this.#log.debug({ queue, type: event.type, eventId: event.id, lagMs }, 'event handled');
      return { kind: 'handled' };
    } catch (error) {
      const permanent = error instanceof AppError && !error.retryable;
      // An outage of our own database says nothing about the message, however long it lasts.
      const lastTime = message.receiveCount >= maxReceiveCount && !isDatabaseUnavailable(error);
      const fields = { err: error, queue, type: event.type, eventId: event.id, receiveCount: message.receiveCount };
      if (lastTime && !permanent && error instanceof AppError && error.outage) {
        this.#log.warn(fields, 'event not handled: somebody else is away, starting over');
        return { kind: 'start-over', delayMs: retryAfterMs(error) };
      }
      if (permanent || lastTime) {
        this.#log.error(fields, 'event not handled: dead letter');
        return {
          kind: 'dead-letter',
          reason: permanent ? 'not-retryable' : 'retries-exhausted',
          detail: describe(error),
        };
      }
      this.#log.warn(fields, 'event not handled: trying again later');
      return { kind: 'retry', error, delayMs: retryAfterMs(error) };
    }
  }

  /** @returns false when the event was handled before: then nothing was changed */
  private async handleOnce(
    queue: QueueName,
    handler: AnyEventHandler,
    event: AnyEvent,
    message: ReceivedMessage,
  ): Promise<boolean> {
    // Asked first where the answer is likely yes, or where a yes saves a call to somebody else's system.
    const askFirst = handler.prepare !== undefined || REPEAT_ATTRIBUTE in message.attributes;
    if (askFirst && (await this.inbox.seen(queue, event.id))) return false;
    let prepared: unknown;
    if (handler.prepare) {
      const { visibilityTimeoutSeconds } = topology.queues[queue];
      const signal = AbortSignal.timeout(visibilityTimeoutSeconds * 1_000 * PREPARE_SHARE);
      prepared = await handler.prepare(event, { signal });
    }
    return this.transactions.run(async (tx) => {
      if (!(await this.inbox.claim(tx, queue, event.id))) return false;
      await handler.handle(event, tx, prepared);
      return true;
    });
  }
}

interface Together {
  type: EventType;
  handler: BatchHandler;
  deliveries: ReadonlyMap<ReceivedMessage, Delivery<EventType>>;
}

/** Of the messages those that the handler of the first one's type may be given at once: readable, of that type, each event once. */
function togetherOf(
  messages: readonly ReceivedMessage[],
  handlers: ReadonlyMap<EventType, AnyEventHandler>,
): Together | undefined {
  const deliveries = new Map<ReceivedMessage, Delivery<EventType>>();
  const ids = new Set<string>();
  let type: EventType | undefined;
  for (const message of messages) {
    const parsed = parseEvent(message.body);
    if (!parsed.readable) continue;
    const { event } = parsed;
    type ??= event.type;
    if (event.type !== type || ids.has(event.id)) continue;
    ids.add(event.id);
    deliveries.set(message, {
      event,
      origin: { correlationId: event.correlationId, traceParent: traceParentOf(message) },
    });
  }
  const handler = type && handlers.get(type);
  return type && handler && handlesMany(handler) && deliveries.size > 1 ? { type, handler, deliveries } : undefined;
}

const traceParentOf = ({ attributes }: ReceivedMessage): string | undefined => attributes['traceparent']?.StringValue;

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const retryAfterMs = (error: unknown): number | undefined =>
  error instanceof AppError && error.retryAfterSeconds !== undefined ? error.retryAfterSeconds * 1_000 : undefined;
