import { Injectable } from '@nestjs/common';
import { type AnyEvent, type EventType, parseEvent } from '@breakwater/contracts';
import { Inbox, isDatabaseUnavailable, Transactions } from '@breakwater/persistence';
import { AppError, Logger, runInContext, Work } from '@breakwater/service-kit';
import { DataSource } from 'typeorm';
import { handledMessages, messageLag } from '../messaging.metrics.js';
import { REPEAT_ATTRIBUTE } from '../publishing/sns-publisher.js';
import { withRemoteTrace } from '../tracing.js';
import type { QueueName } from '../topology/topology.js';
import { topology } from '../topology/topology.js';
import { isIdempotent } from './event-handler.js';
import type { AnyEventHandler } from './handler-registry.js';
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
    const traceParent = message.attributes['traceparent']?.StringValue;
    const outcome = await withRemoteTrace(traceParent, work.name, () =>
      runInContext(context, () => this.handle(queue, handler, event, message)),
    );
    work.end();
    handledMessages.inc({ queue, type: event.type, outcome: outcome.kind });
    return outcome;
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

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const retryAfterMs = (error: unknown): number | undefined =>
  error instanceof AppError && error.retryAfterSeconds !== undefined ? error.retryAfterSeconds * 1_000 : undefined;
