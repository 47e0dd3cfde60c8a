import 'reflect-metadata';
import { startChildService, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliveringSilently } from './support/email-provider-stub.js';
import {
  buildOrder,
  confirmed,
  startService,
  startSurroundings,
  type Surroundings,
} from './support/notification-shop.js';

let around: Surroundings;

beforeAll(async () => {
  around = await startSurroundings();
});
afterAll(() => around.stop());

it('a process killed after the provider took the e-mail and before its own commit leads to one e-mail and one invoice', async () => {
  const order = buildOrder();
  const event = confirmed(order);
  around.provider.behave(order.orderId, deliveringSilently);
  const child = startChildService(new URL('..', import.meta.url), { ...around.env, EMAIL_DEADLINE_MS: '30000' });
  try {
    await around.broker.publish(event);
    await waitUntil('the e-mail', () => around.provider.deliveredFor(order.orderId)[0]);
  } finally {
    await child.kill();
  }
  const pending = await around.notification(order.orderId, 'order-confirmed');
  expect(pending?.status).toBe('pending');

  const service = await startService(around);
  try {
    // The broker would deliver it again when the killed process's time for it is over. Twice, because the last poll of that
    // process may swallow one.
    await around.broker.publish(event, event);
    const { invoiceNumber } = await around.sent(order.orderId, 'order-confirmed');
    expect(invoiceNumber).toBe(pending?.invoiceNumber);
    const requests = around.provider.requestsFor(order.orderId);
    expect(requests).toHaveLength(2);
    expect(new Set(requests.map(({ payload }) => payload)).size).toBe(1);
    expect(around.provider.deliveredFor(order.orderId)).toHaveLength(1);
  } finally {
    await service.stop();
  }
}, 60_000);
