import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Type } from '@nestjs/common';
import { type EventOf, events, type EventType } from '@breakwater/contracts';
import { buildEvent, buildOrder, waitUntil } from '@breakwater/testing';
import type { EntityManager } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type EventHandler, OnEvent, redrive, topology } from '../src/index.js';
import { OutageError, CancelledHandler, PlacedHandler, type Sample, startSample } from './sample-service.js';

const QUEUE = 'inventory-orders';
const { maxReceiveCount } = topology.queues[QUEUE];

const placed = () => buildEvent('order.placed', buildOrder());

@OnEvent({ queue: QUEUE, type: 'order.teleported' as EventType })
class TeleportedHandler implements EventHandler<EventType> {
  async handle({ id, type, correlationId }: EventOf<EventType>, tx: EntityManager): Promise<void> {
    await tx.query('INSERT INTO effect VALUES ($1, $2, $3)', [id, type, correlationId]);
  }
}

describe('poison and strangers', () => {
  let sample: Sample;
  let released: Sample | undefined;
  const undo: (() => void)[] = [];

  beforeEach(async () => {
    sample = await startSample();
  });
  afterEach(async () => {
    await released?.stop();
    released = undefined;
    await sample.stop();
    for (const step of undo.splice(0)) step();
  });

  const effective = (eventId: string) =>
    waitUntil(`event ${eventId} to take effect`, async () => (await sample.effects()).includes(eventId));
  const buried = (count: number) =>
    waitUntil(`${count} dead letters`, async () => (await sample.broker.countDeadLetters(QUEUE)) === count);
  const goesOn = async () => {
    const event = placed();
    await sample.broker.publish(event);
    await effective(event.id);
  };
  const bringHome = () => redrive(sample.broker.clients.sqs, sample.broker.addresses, QUEUE, 100);

  /** The next release of the service, which knows more; this one is stopped. */
  async function release(
    change: () => () => void,
    handlers: Type[] = [PlacedHandler, CancelledHandler],
  ): Promise<void> {
    await sample.service.stop();
    undo.push(change());
    released = await startSample({ beside: sample, handlers });
  }
  const knownAs = (type: string, schema: { version: number; payload: z.ZodType }) => () => {
    const registry = events as Record<string, { version: number; payload: z.ZodType }>;
    const before = registry[type];
    registry[type] = schema;
    return () => {
      if (before) registry[type] = before;
      else delete registry[type];
    };
  };

  /** The consumer of these deliveries got nowhere: it died, and the message came again. */
  async function deliverInVain(times: number): Promise<void> {
    const { clients, addresses } = sample.broker;
    let deliveries = 0;
    await waitUntil(`${times} deliveries in vain`, async () => {
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: addresses.queueUrl(QUEUE), VisibilityTimeout: 0, WaitTimeSeconds: 1 }),
      );
      deliveries += Messages.length;
      return deliveries >= times;
    });
  }

  it('an event of a newer version comes home to the release that knows it', async () => {
    const event = { ...placed(), version: 2 };
    await sample.broker.publish(event);
    await buried(1);
    expect(await sample.broker.deadLetters(QUEUE)).toMatchObject([
      { reason: 'newer-version', detail: 'order.placed has version 2, known here is up to 1', type: 'order.placed' },
    ]);
    await goesOn();

    await release(knownAs('order.placed', { version: 2, payload: events['order.placed'].payload }));
    expect(await bringHome()).toEqual({ redriven: 1, remaining: 0 });
    await effective(event.id);
    expect(await sample.broker.countDeadLetters(QUEUE)).toBe(0);
  });

  it('an event of an unknown type comes home to the release that knows it', async () => {
    const event = { ...placed(), type: 'order.teleported' };
    await sample.broker.send(QUEUE, JSON.stringify(event));
    await buried(1);
    expect(await sample.broker.deadLetters(QUEUE)).toMatchObject([{ reason: 'unknown-type' }]);
    await goesOn();

    await release(() => {
      const restore = knownAs(event.type, { version: 1, payload: z.unknown() })();
      const subscribed = topology.queues[QUEUE].subscribes['orders-events'] as string[];
      subscribed.push(event.type);
      return () => {
        restore();
        subscribed.pop();
      };
    }, [PlacedHandler, CancelledHandler, TeleportedHandler]);
    expect(await bringHome()).toEqual({ redriven: 1, remaining: 0 });
    await effective(event.id);
  });

  it('an event with a broken payload comes home to the release that can read it', async () => {
    const event = { ...placed(), payload: { orderId: 7 } };
    await sample.broker.send(QUEUE, JSON.stringify(event));
    await buried(1);
    expect(await sample.broker.deadLetters(QUEUE)).toMatchObject([
      { reason: 'invalid-payload', detail: expect.stringContaining('orderId') },
    ]);
    await goesOn();

    await release(knownAs('order.placed', { version: 1, payload: z.looseObject({}) }));
    expect(await bringHome()).toEqual({ redriven: 1, remaining: 0 });
    await effective(event.id);
  });

  it('a body that is not JSON never gets better: redriven, it is buried again, as it came', async () => {
    const body = 'certainly { not json';
    await sample.broker.send(QUEUE, body);
    await buried(1);
    expect(await bringHome()).toMatchObject({ redriven: 1 });
    await buried(1);
    expect(await sample.broker.deadLetters(QUEUE)).toMatchObject([{ reason: 'not-json', body }]);
    await goesOn();
  });

  it('a message that always fails is buried after its last delivery with the error, and comes home after the fix', async () => {
    const event = placed();
    await sample.service.stop();
    await sample.broker.publish(event);
    await deliverInVain(maxReceiveCount - 1);
    released = await startSample({ beside: sample });
    released.script.onPlaced = ({ id }) => {
      if (id === event.id) throw new Error('the shelf is empty and always will be');
    };
    await buried(1);
    expect(await sample.broker.deadLetters(QUEUE)).toMatchObject([
      { reason: 'retries-exhausted', detail: 'Error: the shelf is empty and always will be', type: 'order.placed' },
    ]);
    await goesOn();

    released.script.onPlaced = () => undefined;
    expect(await bringHome()).toEqual({ redriven: 1, remaining: 0 });
    await effective(event.id);
  });

  it('a message that meets an outage of somebody else at its last delivery starts over, and is no dead letter', async () => {
    const event = placed();
    await sample.service.stop();
    await sample.broker.publish(event);
    await deliverInVain(maxReceiveCount - 1);
    released = await startSample({ beside: sample });
    let met = 0;
    released.script.onPlaced = ({ id }) => {
      if (id === event.id && (met += 1) <= 3) throw new OutageError('gone fishing', { retryAfterSeconds: 1 });
    };
    await effective(event.id);
    expect(met).toBe(4);
    expect(await sample.broker.deadLetters(QUEUE)).toEqual([]);
  });

  it('a message whose consumer dies with it each time is moved by the broker, is said to be so, and comes home', async () => {
    const event = placed();
    await sample.service.stop();
    await sample.broker.publish(event);
    await deliverInVain(maxReceiveCount * 2);
    released = await startSample({ beside: sample });
    await buried(1);
    expect(await sample.broker.deadLetters(QUEUE)).toMatchObject([{ reason: 'not-finished', type: 'order.placed' }]);
    await goesOn();
    expect(await sample.effects()).not.toContain(event.id);

    expect(await bringHome()).toEqual({ redriven: 1, remaining: 0 });
    await effective(event.id);
  });
});
