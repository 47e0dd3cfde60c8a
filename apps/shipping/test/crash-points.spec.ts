import 'reflect-metadata';
import type { EventOf } from '@breakwater/contracts';
import {
  type Crash,
  type CrashPoint,
  crashService,
  endLeases,
  everythingPublished,
  type EventSpy,
  handledEvents,
  publishedIds,
  redeliver,
  waitUntil,
  writtenEvents,
} from '@breakwater/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  buildOrder,
  cancelled,
  confirmed,
  startService,
  startSurroundings,
  type Surroundings,
} from './support/shipping-shop.js';

/** Of a test: two starts of the service, and its compilation before the first. */
const TIMEOUT_MS = 60_000;
const QUEUE = 'shipping-orders';

let around: Surroundings;
let spy: EventSpy;
beforeEach(async ({ onTestFinished }) => {
  around = await startSurroundings();
  onTestFinished(() => around.stop());
  spy = await around.broker.spy();
});

/** Runs the service until it dies of the event. */
const dieOf = (event: EventOf<'order.confirmed'> | EventOf<'order.cancelled'>, crash: Crash): Promise<void> =>
  crashService({ folder: new URL('..', import.meta.url), env: around.env, crash }, () => around.broker.publish(event));

const start = async () => {
  await endLeases(around.database);
  const service = await startService(around);
  onTestFinished(() => service.stop());
  return service;
};

describe('killed while it books, shipping books one label and one shipment', () => {
  it.each<{ point: CrashPoint; committed: boolean; published: number }>([
    { point: 'before commit', committed: false, published: 0 },
    { point: 'after commit, before publish', committed: true, published: 0 },
    { point: 'after publish, before marking', committed: true, published: 1 },
    { point: 'after commit, before delete', committed: true, published: 0 },
  ])(
    '$point',
    async ({ point, committed, published }) => {
      const order = buildOrder();
      const event = confirmed(order);
      await dieOf(event, { point, writing: 'shipment.created' });

      expect((await around.shipment(order.orderId))?.state).toBe(committed ? 'booked' : 'none');
      expect(await handledEvents(around.database)).toBe(committed ? 1 : 0);
      expect(await writtenEvents(around.database)).toEqual(
        committed ? [{ type: 'shipment.created', published: false }] : [],
      );
      await waitUntil('what was published', () => spy.of('shipment.created').length === published);
      const labels = around.carriers.activeLabels(order.orderId);
      expect(labels).toHaveLength(1);

      await start();
      await redeliver(around.broker, QUEUE, event);
      const { label } = await around.shipmentBecomes(order.orderId, ({ state }) => state === 'booked');
      await everythingPublished(around.database);
      await waitUntil('shipment.created to go out', () => spy.of('shipment.created').length > published);
      expect(await writtenEvents(around.database)).toEqual([{ type: 'shipment.created', published: true }]);
      expect(publishedIds(spy, 'shipment.created')).toHaveLength(1);
      expect(label?.labelId).toBe(labels[0]?.labelId);
      expect(around.carriers.activeLabels(order.orderId)).toEqual(labels);
      expect(await handledEvents(around.database)).toBe(1);
      expect(await around.broker.countDeadLetters(QUEUE)).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'before commit, and the order cancelled meanwhile: no label is left',
    async () => {
      const order = buildOrder();
      const event = confirmed(order);
      await dieOf(event, { point: 'before commit', writing: 'shipment.created' });
      expect(around.carriers.activeLabels(order.orderId)).toHaveLength(1);

      await start();
      await redeliver(around.broker, QUEUE, cancelled(order));
      await around.shipmentBecomes(order.orderId, ({ state }) => state === 'cancelled');
      await redeliver(around.broker, QUEUE, event);
      await around.shipmentBecomes(order.orderId, ({ labelVoidedAt }) => labelVoidedAt !== null);
      expect(around.carriers.activeLabels(order.orderId)).toEqual([]);
      expect(await writtenEvents(around.database)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('killed while it cancels, shipping leaves no label and one cancelled shipment', () => {
  it.each<{ point: CrashPoint; committed: boolean }>([
    { point: 'before commit', committed: false },
    { point: 'after commit, before delete', committed: true },
  ])(
    '$point',
    async ({ point, committed }) => {
      const order = buildOrder();
      const booking = await startService(around);
      onTestFinished(() => booking.stop());
      await around.broker.publish(confirmed(order));
      await around.shipmentBecomes(order.orderId, ({ state }) => state === 'booked');
      await booking.stop();
      const event = cancelled(order);
      await dieOf(event, { point });

      expect((await around.shipment(order.orderId))?.state).toBe(committed ? 'cancelled' : 'booked');
      expect(await handledEvents(around.database)).toBe(committed ? 2 : 1);
      expect(await around.broker.depth(QUEUE)).toBe(1);

      await start();
      await redeliver(around.broker, QUEUE, event);
      await around.shipmentBecomes(order.orderId, ({ state }) => state === 'cancelled');
      expect(around.carriers.activeLabels(order.orderId)).toEqual([]);
      expect(await handledEvents(around.database)).toBe(2);
      expect(await around.broker.countDeadLetters(QUEUE)).toBe(0);
    },
    TIMEOUT_MS,
  );
});
