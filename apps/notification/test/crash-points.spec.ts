import 'reflect-metadata';
import { type CrashPoint, crashService, handledEvents, redeliver } from '@breakwater/testing';
import { beforeEach, expect, describe, it, onTestFinished } from 'vitest';
import {
  buildOrder,
  confirmed,
  startService,
  startSurroundings,
  type Surroundings,
} from './support/notification-shop.js';

/** Of a test: two starts of the service, and its compilation before the first. */
const TIMEOUT_MS = 60_000;
const QUEUE = 'notification-orders';

let around: Surroundings;
beforeEach(async ({ onTestFinished }) => {
  around = await startSurroundings();
  onTestFinished(() => around.stop());
});

describe('killed while it tells the customer, notification sends one e-mail with one invoice', () => {
  it.each<{ point: CrashPoint; committed: boolean }>([
    { point: 'before commit', committed: false },
    { point: 'after commit, before delete', committed: true },
  ])(
    '$point',
    async ({ point, committed }) => {
      const order = buildOrder();
      const event = confirmed(order);
      await crashService({ folder: new URL('..', import.meta.url), env: around.env, crash: { point } }, () =>
        around.broker.publish(event),
      );

      const afterCrash = await around.notification(order.orderId, 'order-confirmed');
      expect(afterCrash?.status).toBe(committed ? 'sent' : 'pending');
      expect(await handledEvents(around.database)).toBe(committed ? 1 : 0);
      expect(await around.broker.depth(QUEUE)).toBe(1);
      expect(around.provider.deliveredFor(order.orderId)).toHaveLength(1);

      const service = await startService(around);
      onTestFinished(() => service.stop());
      await redeliver(around.broker, QUEUE, event);
      const { invoiceNumber } = await around.sent(order.orderId, 'order-confirmed');
      expect(invoiceNumber).toBe(afterCrash?.invoiceNumber);
      const requests = around.provider.requestsFor(order.orderId);
      expect(requests).toHaveLength(committed ? 1 : 2);
      expect(new Set(requests.map(({ payload }) => payload)).size).toBe(1);
      expect(around.provider.deliveredFor(order.orderId)).toHaveLength(1);
      expect(await handledEvents(around.database)).toBe(1);
      expect(await around.broker.countDeadLetters(QUEUE)).toBe(0);
    },
    TIMEOUT_MS,
  );
});
