import 'reflect-metadata';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { retryAfterSeconds } from '@breakwater/resilience';
import { EmailNotifier } from '../src/notifications/email-notifier.js';
import {
  answering,
  type Behaviour,
  deliveringSilently,
  deliveringWithNonsense,
  hangingUp,
  losingTheAnswer,
  silent,
} from './support/email-provider-stub.js';
import {
  buildOrder,
  confirmed,
  newId,
  type NotificationShop,
  rejected,
  startNotificationShop,
} from './support/notification-shop.js';

let shop: NotificationShop;

beforeAll(async () => {
  shop = await startNotificationShop();
});
afterAll(() => shop.stop());

describe('a provider that', () => {
  const passing: [string, Behaviour][] = [
    ['answers 500', answering(500, { error: 'boom' })],
    ['answers 503 with a date to come back at', answering(503, '', { 'retry-after': new Date().toUTCString() })],
    ['says nothing', silent],
    ['hangs up', hangingUp],
    ['answers nonsense', answering(202, { id: 7 })],
    ['delivers and loses the answer', losingTheAnswer],
    ['delivers and says nothing', deliveringSilently],
    ['delivers and answers nonsense', deliveringWithNonsense],
  ];

  it.each(passing)('%s gets the same e-mail again and delivers it once', async (_name, behaviour) => {
    const order = buildOrder();
    shop.provider.behave(order.orderId, behaviour);
    await shop.broker.publish(confirmed(order));
    await shop.sent(order.orderId, 'order-confirmed');
    const requests = shop.provider.requestsFor(order.orderId);
    expect(requests).toHaveLength(2);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(1);
    expect(new Set(requests.map(({ payload }) => payload)).size).toBe(1);
    expect(shop.provider.deliveredFor(order.orderId)).toHaveLength(1);
  });

  it('answers 429 gets the e-mail again no earlier than it asked for', async () => {
    const order = buildOrder();
    shop.provider.behave(order.orderId, answering(429, { code: 'email-rate-exceeded' }, { 'retry-after': '2' }));
    await shop.broker.publish(rejected(order));
    await shop.sent(order.orderId, 'order-rejected');
    const [first, second] = shop.provider.requestsFor(order.orderId);
    expect((second?.receivedAtMs ?? 0) - (first?.receivedAtMs ?? 0)).toBeGreaterThanOrEqual(1_900);
    expect(shop.provider.deliveredFor(order.orderId)).toHaveLength(1);
  });

  it.each([400, 401, 413, 422])(
    'answers %i makes the message a dead letter at once, with the reason',
    async (status) => {
      const order = buildOrder();
      shop.provider.behave(order.orderId, answering(status, { detail: 'no such mailbox' }));
      await shop.broker.publish(confirmed(order));
      const letter = await waitUntil('the dead letter', async () =>
        (await shop.broker.deadLetters('notification-orders')).find(({ body }) => body.includes(order.orderId)),
      );
      expect(letter.reason).toBe('not-retryable');
      expect(letter.detail).toContain(`${status}`);
      expect(letter.detail).toContain('no such mailbox');
      expect(shop.provider.requestsFor(order.orderId)).toHaveLength(1);
      const notification = await shop.notification(order.orderId, 'order-confirmed');
      expect(notification).toMatchObject({ status: 'pending', sentAt: null });
    },
  );

  it('refused an e-mail gets the same one when it is redriven', async () => {
    const order = buildOrder();
    shop.provider.behave(order.orderId, answering(401, { detail: 'key expired' }));
    await shop.broker.publish(confirmed(order));
    await waitUntil('the dead letter', async () =>
      (await shop.broker.deadLetters('notification-orders')).find(({ body }) => body.includes(order.orderId)),
    );
    const token = await shop.tokens.issue({ role: 'admin' });
    const { status } = await shop.service.call('POST', '/admin/dead-letters/redrive', {
      token,
      body: { queue: 'notification-orders' },
    });
    expect(status).toBe(200);
    await shop.sent(order.orderId, 'order-confirmed');
    const [first, second] = shop.provider.requestsFor(order.orderId);
    expect(second?.payload).toBe(first?.payload);
    expect(shop.provider.deliveredFor(order.orderId)).toHaveLength(1);
  });
});

describe('a process that dies between the answer of the provider and its own commit', () => {
  it('leads to one e-mail', async () => {
    const order = buildOrder();
    const notifier = shop.service.app.get(EmailNotifier);
    const markSent = notifier.markSent.bind(notifier);
    let died = false;
    const spy = vi.spyOn(notifier, 'markSent').mockImplementation(async (tx, sent) => {
      if (died || sent?.orderId !== order.orderId) return markSent(tx, sent);
      died = true;
      await tx.query(`UPDATE notification SET subject = 'half done' WHERE order_id = $1`, [sent.orderId]);
      throw new Error('the process dies here');
    });
    await shop.broker.publish(confirmed(order));
    const { subject } = await shop.sent(order.orderId, 'order-confirmed');
    spy.mockRestore();
    expect(died).toBe(true);
    expect(subject).not.toBe('half done');
    const requests = shop.provider.requestsFor(order.orderId);
    expect(requests).toHaveLength(2);
    expect(new Set(requests.map(({ payload }) => payload)).size).toBe(1);
    expect(shop.provider.deliveredFor(order.orderId)).toHaveLength(1);
  });
});

describe('while the provider is slow', () => {
  it('no database connection is held', async () => {
    const slow = await startNotificationShop({ DATABASE_POOL_SIZE: '1', EMAIL_DEADLINE_MS: '30000' });
    try {
      const order = buildOrder();
      let answer: (() => void) | undefined;
      slow.provider.behave(order.orderId, (request, response) => {
        answer = () => response.writeHead(202).end(JSON.stringify(request.deliver()));
      });
      await slow.broker.publish(confirmed(order));
      await waitUntil('the provider to be asked', () => answer);
      expect((await slow.get(`/orders/${newId()}/notifications`)).status).toBe(404);
      answer?.();
      await slow.sent(order.orderId, 'order-confirmed');
    } finally {
      await slow.stop();
    }
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');

  it.each([
    ['3', 3],
    [' 120 ', 120],
    ['Sat, 21 Nov 2026 10:00:30 GMT', 30],
    ['999999999', 3_600],
    ['Sat, 21 Nov 2026 09:00:00 GMT', undefined],
    ['0', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j means %j seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});
