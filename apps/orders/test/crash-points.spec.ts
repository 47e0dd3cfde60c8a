import 'reflect-metadata';
import { orderView, type OrderView } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import {
  buildEvent,
  call,
  type CallResult,
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
import { bodyOf, HEART, startService, startSurroundings, type Surroundings } from './support/orders-shop.js';

/** Of a test: two starts of the service, and its compilation before the first. */
const TIMEOUT_MS = 60_000;
const QUEUE = 'orders-progress';

let around: Surroundings;
let spy: EventSpy;
/** Places the same order with the same key, at any process of the service. */
let place: (url: string) => Promise<CallResult>;
beforeEach(async ({ onTestFinished }) => {
  around = await startSurroundings();
  onTestFinished(() => around.stop());
  spy = await around.broker.spy();
  const token = await around.tokens.issue();
  const headers = { 'idempotency-key': newId() };
  place = (url) => call(url, 'POST', '/orders', { token, headers, body: bodyOf([HEART, 2]) });
});

const crash = (how: Crash, drive: (url: string) => Promise<unknown>): Promise<void> =>
  crashService({ folder: new URL('..', import.meta.url), env: around.env, crash: how }, drive);

const start = async () => {
  await endLeases(around.database);
  const service = await startService(around);
  onTestFinished(() => service.stop());
  return service;
};

const orders = (): Promise<Pick<OrderView, 'orderId' | 'status' | 'version'>[]> =>
  around.database.dataSource.query(`SELECT id AS "orderId", status, version FROM customer_order`);

describe('killed while an order is placed, orders has it once when the customer tries again', () => {
  it.each<{ point: CrashPoint; committed: boolean; published: number }>([
    { point: 'before commit', committed: false, published: 0 },
    { point: 'after commit, before publish', committed: true, published: 0 },
    { point: 'after publish, before marking', committed: true, published: 1 },
  ])(
    '$point',
    async ({ point, committed, published }) => {
      const { database } = around;
      // The answer to a committed order may still get out before the relay dies.
      let firstAnswer: CallResult | undefined;
      await crash({ point, writing: 'order.placed' }, async (url) => {
        const [outcome] = await Promise.allSettled([place(url)]);
        if (outcome.status === 'fulfilled') firstAnswer = outcome.value;
      });
      if (!committed) expect(firstAnswer).toBeUndefined();

      const afterCrash = await orders();
      expect(afterCrash).toHaveLength(committed ? 1 : 0);
      expect(await writtenEvents(database)).toEqual(committed ? [{ type: 'order.placed', published: false }] : []);
      await waitUntil('what was published', () => spy.of('order.placed').length === published);

      const service = await start();
      const { status, body } = await place(service.url);
      expect(status).toBe(201);
      const { orderId } = orderView.parse(body);
      expect((firstAnswer?.body as OrderView | undefined)?.orderId ?? orderId).toBe(orderId);
      expect(await orders()).toEqual([{ orderId, status: 'placed', version: 1 }]);
      await waitUntil('order.placed to go out', () => spy.of('order.placed').length > published);
      await everythingPublished(database);
      expect(await writtenEvents(database)).toEqual([{ type: 'order.placed', published: true }]);
      expect(publishedIds(spy, 'order.placed')).toHaveLength(1);
      expect(spy.of('order.placed')[0]?.aggregateId).toBe(orderId);
    },
    TIMEOUT_MS,
  );
});

describe('killed while an order is confirmed, orders confirms it once', () => {
  it.each<{ point: CrashPoint; committed: boolean; published: number }>([
    { point: 'before commit', committed: false, published: 0 },
    { point: 'after commit, before publish', committed: true, published: 0 },
    { point: 'after publish, before marking', committed: true, published: 1 },
    { point: 'after commit, before delete', committed: true, published: 0 },
  ])(
    '$point',
    async ({ point, committed, published }) => {
      const { database, broker } = around;
      await crash({ point, writing: 'order.confirmed' }, async (url) => {
        const { orderId } = orderView.parse((await place(url)).body);
        await everythingPublished(database);
        await broker.publish(buildEvent('stock.reserved', { orderId }));
      });
      const event = await spy.next('stock.reserved');
      const { orderId } = event.payload;

      expect(await orders()).toEqual([
        { orderId: orderId, ...(committed ? { status: 'confirmed', version: 2 } : { status: 'placed', version: 1 }) },
      ]);
      expect(await handledEvents(database)).toBe(committed ? 1 : 0);
      expect(await writtenEvents(database)).toEqual([
        ...(committed ? [{ type: 'order.confirmed', published: false }] : []),
        { type: 'order.placed', published: true },
      ]);
      await waitUntil('what was published', () => spy.of('order.confirmed').length === published);

      await start();
      await redeliver(broker, QUEUE, event);
      await waitUntil('order.confirmed to go out', () => spy.of('order.confirmed').length > published);
      await everythingPublished(database);
      expect(await orders()).toEqual([{ orderId: orderId, status: 'confirmed', version: 2 }]);
      expect(await handledEvents(database)).toBe(1);
      expect(await writtenEvents(database)).toEqual([
        { type: 'order.confirmed', published: true },
        { type: 'order.placed', published: true },
      ]);
      expect(publishedIds(spy, 'order.confirmed')).toHaveLength(1);
      expect(await broker.countDeadLetters(QUEUE)).toBe(0);
    },
    TIMEOUT_MS,
  );
});
