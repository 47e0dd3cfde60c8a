import { Injectable, Optional } from '@nestjs/common';
import { context, propagation } from '@opentelemetry/api';
import { type Envelope, events, type EventType, type PayloadOf } from '@breakwater/contracts';
import { newId, Outbox, Transactions } from '@breakwater/persistence';
import { currentContext } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { topicOf } from '../topology/topic-of.js';
import { eventBody } from './event-body.js';
import { OutboxRelay } from './outbox-relay.js';

/** What an event came of, by which one order can be followed from service to service. */
export interface Origin {
  correlationId: string;
  /** W3C trace context. */
  traceParent?: string | undefined;
}

/** What a service says happened; the rest of the envelope is filled in. */
export type EventDraft = {
  [T in EventType]: {
    type: T;
    aggregateId: string;
    /** Grows with every event of the aggregate. */
    aggregateVersion: number;
    payload: PayloadOf<T>;
    /** The request or message at hand, unless named: several messages may be at hand. */
    origin?: Origin;
  };
}[EventType];

/**
 * Publishes events through the outbox: they are written in the transaction of the change that they tell of, so that both
 * happen or neither does, and go out after the commit, at least once and in no promised order.
 */
@Injectable()
export class EventPublisher {
  constructor(
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    /** Absent in a command: the service's relay finds the events at its next poll. */
    @Optional() private readonly relay?: OutboxRelay,
  ) {}

  /**
   * Writes events with one statement in the transaction `tx` of {@link Transactions.run}.
   *
   * @throws Error before anything is written when `tx` is no such transaction, as in an idempotent handler
   * @throws ZodError when a payload breaks its contract: a defect of the caller, and the transaction is rolled back
   * @throws EventTooLargeError when SNS would refuse the event; the transaction is rolled back
   */
  async append(tx: EntityManager, drafts: EventDraft | readonly EventDraft[]): Promise<void> {
    // First: it refuses what is no transaction, where the events would be written whatever became of the change.
    this.transactions.afterCommit(tx, () => this.relay?.wake());
    const list = Array.isArray(drafts) ? (drafts as readonly EventDraft[]) : [drafts as EventDraft];
    const occurredAt = new Date().toISOString();
    const atHand = originAtHand();
    await this.outbox.append(
      tx,
      list.map((draft) => {
        const { payload, version } = events[draft.type];
        const { correlationId, traceParent } = draft.origin ?? atHand;
        const envelope: Envelope = {
          id: newId(),
          type: draft.type,
          version,
          occurredAt,
          aggregateId: draft.aggregateId,
          aggregateVersion: draft.aggregateVersion,
          correlationId,
          payload: payload.parse(draft.payload),
        };
        return {
          eventId: envelope.id,
          topic: topicOf(draft.type),
          type: draft.type,
          body: eventBody(envelope),
          traceParent,
        };
      }),
    );
  }
}

function originAtHand(): Origin {
  const trace: { traceparent?: string } = {};
  propagation.inject(context.active(), trace);
  return { correlationId: currentContext()?.correlationId ?? newId(), traceParent: trace.traceparent };
}
