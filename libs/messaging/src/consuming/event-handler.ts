import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { EventOf, EventType } from '@breakwater/contracts';
import type { EntityManager } from 'typeorm';
import type { Origin } from '../publishing/event-publisher.js';
import type { QueueName } from '../topology/topology.js';

/**
 * Handles events of one type from one queue.
 *
 * `handle` runs in the transaction that also remembers the event in the inbox: it changes the database once for each event,
 * however often the event is delivered. Events arrive in any order and late, so it must look at versions or states. A handler
 * that needs neither transaction nor inbox says so: {@link Subscription.idempotent}.
 *
 * Throw to have the message delivered again later; throw an AppError with `retryable: false` to make it a dead letter at
 * once. Something that was to be expected (a late event) is no error: return.
 */
export interface EventHandler<T extends EventType, P = undefined> {
  /**
   * Work outside of any transaction, such as a call to somebody else's system; its result is handed to `handle`. May run
   * several times for one event (a process may die after it), so it must be idempotent.
   */
  prepare?(event: EventOf<T>, options: { signal: AbortSignal }): Promise<P>;
  handle(event: EventOf<T>, tx: EntityManager, prepared: P): Promise<void>;
  /**
   * What `handle` does, for the events that one poll brought together: in one transaction with one inbox row for each, or outside
   * of any where the handler is idempotent. Worth having where an event's own work is small beside what a transaction costs. It
   * gets events that are not in the inbox, each once, and must end as if they had been handled one after another.
   *
   * All or nothing: when it throws, all is undone and each event is handed to `handle` by itself, so that one that can never be
   * handled holds back none of the others. A message that was delivered before always comes alone.
   *
   * The work belongs to no single event: what is published or logged for one of them names its {@link Origin}.
   */
  handleMany?(deliveries: readonly Delivery<T>[], tx: EntityManager): Promise<void>;
}

/** One of several events that are handled together. */
export interface Delivery<T extends EventType> {
  event: EventOf<T>;
  origin: Origin;
}

export interface Subscription {
  queue: QueueName;
  type: EventType;
  /**
   * A repetition changes nothing by the handler's own doing, so its events get neither an inbox row nor a transaction: one
   * statement instead of four, and nothing to prune.
   *
   * Demands of `handle` that it is one statement, which commits by itself; that it changes nothing when it is repeated or late,
   * by versions in the rows that it writes, and for ever: no inbox stands behind it; that it writes rows in one order, because
   * after a deadlock nobody repeats it before the message comes again; and that it publishes no events:
   * `EventPublisher.append` and `Transactions.afterCommit` throw. It may have no `prepare`.
   *
   * Source: Hohpe and Woolf, "Enterprise Integration Patterns" (idempotent receiver: messages that may be repeated by their
   * meaning, instead of explicit de-duplication).
   */
  idempotent?: boolean;
}

export const SUBSCRIPTION = 'breakwater:subscription';

/** Marks a provider as the {@link EventHandler} of one event type of one queue. */
export const OnEvent = (subscription: Subscription): ClassDecorator =>
  applyDecorators(Injectable(), SetMetadata(SUBSCRIPTION, subscription));

const reflector = new Reflector();

/** Whether the handler's class subscribed as {@link Subscription.idempotent}. */
export const isIdempotent = (handler: object): boolean =>
  reflector.get<Subscription | undefined>(SUBSCRIPTION, handler.constructor)?.idempotent === true;
