import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { EventType } from '@breakwater/contracts';
import { MESSAGING_SERVICE } from '../messaging.tokens.js';
import { type QueueName, type ServiceName, topology } from '../topology/topology.js';
import { type EventHandler, type Subscription, SUBSCRIPTION } from './event-handler.js';

export type AnyEventHandler = EventHandler<EventType, unknown>;
/** One that takes several events at once. */
export type BatchHandler = AnyEventHandler & Required<Pick<AnyEventHandler, 'handleMany'>>;

export const handlesMany = (handler: AnyEventHandler | undefined): handler is BatchHandler =>
  handler?.handleMany !== undefined;

type QueueHandlers = ReadonlyMap<EventType, AnyEventHandler>;

/** The handlers and the topology disagree, or a handler with itself: the service must not start. */
export class HandlerMismatchError extends Error {
  readonly code = 'handler-mismatch';
}

/** Finds this service's event handlers and holds them against the topology. */
@Injectable()
export class HandlerRegistry {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
    @Inject(MESSAGING_SERVICE) private readonly service: ServiceName,
  ) {}

  /**
   * Each queue of the service with the handler of each type that it subscribes to.
   *
   * @throws HandlerMismatchError when a subscribed type has no handler, two, a handler's subscription is not in the topology, or
   *   an idempotent handler or one of many events prepares
   */
  queues(): ReadonlyMap<QueueName, QueueHandlers> {
    const queues = new Map<QueueName, Map<EventType, AnyEventHandler>>();
    for (const name of Object.keys(topology.queues) as QueueName[]) {
      if (topology.queues[name].consumer === this.service) queues.set(name, new Map());
    }
    const problems: string[] = [];
    for (const wrapper of this.discovery.getProviders()) {
      const { metatype } = wrapper;
      if (typeof metatype !== 'function') continue;
      const subscription = this.reflector.get<Subscription | undefined>(SUBSCRIPTION, metatype);
      if (!subscription) continue;
      const { queue, type, idempotent } = subscription;
      const handler = wrapper.instance as AnyEventHandler;
      const handlers = queues.get(queue);
      if (!handlers || !subscribedTypes(queue).includes(type)) {
        problems.push(
          `${metatype.name} handles ${type} of ${queue}, which the topology does not give to ${this.service}`,
        );
      } else if (handlers.has(type)) {
        problems.push(`${metatype.name} is a second handler of ${type} of ${queue}`);
      } else if (handlesMany(handler) && handler.prepare) {
        problems.push(`${metatype.name} handles many events at once and has a prepare, which is for one alone`);
      } else if (idempotent && handler.prepare) {
        problems.push(
          `${metatype.name} is declared idempotent and has a prepare, which without an inbox would run again for every repetition of ${type}`,
        );
      } else {
        handlers.set(type, handler);
      }
    }
    for (const [queue, handlers] of queues) {
      for (const type of subscribedTypes(queue)) {
        if (!handlers.has(type)) problems.push(`nothing handles ${type} of ${queue}`);
      }
    }
    if (problems.length > 0) throw new HandlerMismatchError(problems.join('; '));
    return queues;
  }
}

const subscribedTypes = (queue: QueueName): readonly EventType[] =>
  Object.values(topology.queues[queue].subscribes).flat();
