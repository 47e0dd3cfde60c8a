import { randomUUID } from 'node:crypto';
import { buildEvent, buildOrder, waitUntil } from '@breakwater/testing';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { redrive } from '../src/index.js';
import { PermanentError, type Sample, startSample } from './sample-service.js';

const QUEUE = 'inventory-orders';

describe('dead letters', () => {
  let sample: Sample;
  beforeAll(async () => {
    sample = await startSample();
  });
  afterEach(async () => {
    sample.script.onPlaced = () => undefined;
    const { clients, addresses } = sample.broker;
    await clients.sqs.send(new PurgeQueueCommand({ QueueUrl: addresses.deadLetterQueueUrl(QUEUE) }));
  });
  afterAll(() => sample.stop());

  const buried = (count: number) =>
    waitUntil(`${count} dead letters`, async () => (await sample.broker.countDeadLetters(QUEUE)) === count);
  const placed = () => buildEvent('order.placed', buildOrder());

  it.each([
    ['not-json', 'certainly { not json'],
    ['not-an-event', '{"hello":"world"}'],
    ['unknown-type', JSON.stringify({ ...placed(), type: 'order.teleported' })],
    ['newer-version', JSON.stringify({ ...placed(), version: 99 })],
    ['invalid-payload', JSON.stringify({ ...placed(), payload: { orderId: 7 } })],
    ['not-subscribed', JSON.stringify(buildEvent('stock.reserved', { orderId: randomUUID() }))],
    ['not-json', 'x'.repeat(200_000)],
  ])('keeps a message with the reason %s, and the queue goes on', async (reason, body) => {
    await sample.broker.send(QUEUE, body);
    await buried(1);
    expect(await sample.broker.deadLetters(QUEUE)).toMatchObject([{ reason, body, detail: expect.any(String) }]);
    const event = placed();
    await sample.broker.publish(event);
    await waitUntil('the next event', async () => (await sample.effects()).includes(event.id));
  });

  it('buries a permanent failure at once, with its cause, and brings it home after the cause is mended', async () => {
    let attempts = 0;
    sample.script.onPlaced = () => {
      attempts += 1;
      throw new PermanentError('the warehouse has no such shelf');
    };
    const event = placed();
    await sample.broker.publish(event);
    await buried(1);
    expect(attempts).toBe(1);
    expect(await sample.broker.deadLetters(QUEUE)).toMatchObject([
      { reason: 'not-retryable', detail: 'PermanentError: the warehouse has no such shelf', type: 'order.placed' },
    ]);

    sample.script.onPlaced = () => undefined;
    const { sqs } = sample.broker.clients;
    expect(await redrive(sqs, sample.broker.addresses, QUEUE, 10)).toEqual({ redriven: 1, remaining: 0 });
    await waitUntil('the redriven event', async () => (await sample.effects()).includes(event.id));
    expect(await sample.broker.countDeadLetters(QUEUE)).toBe(0);
  });

  it('moves no more than were there when the cause is not mended yet', async () => {
    sample.script.onPlaced = () => {
      throw new PermanentError('still broken');
    };
    await sample.broker.publish(placed(), placed());
    await buried(2);
    const { redriven } = await redrive(sample.broker.clients.sqs, sample.broker.addresses, QUEUE, 1_000);
    expect(redriven).toBe(2);
    await buried(2);
  });

  it('shows and redrives dead letters to admins alone', async () => {
    await sample.broker.send(QUEUE, 'junk');
    await buried(1);
    const customer = await sample.tokens.issue();
    const admin = await sample.tokens.issue({ role: 'admin' });
    const { service } = sample;
    expect(await service.call('GET', '/admin/dead-letters', { token: customer })).toMatchObject({ status: 403 });
    expect(await service.call('POST', '/admin/dead-letters/redrive', { body: { queue: QUEUE } })).toMatchObject({
      status: 401,
    });
    expect(await service.call('GET', '/admin/dead-letters', { token: admin })).toMatchObject({
      status: 200,
      body: { queues: [{ queue: QUEUE, deadLetters: 1 }] },
    });
    expect(await service.call('GET', `/admin/dead-letters/messages?queue=${QUEUE}`, { token: admin })).toMatchObject({
      status: 200,
      body: { items: [{ reason: 'not-json', body: 'junk' }] },
    });
    expect(
      await service.call('POST', '/admin/dead-letters/redrive', { token: admin, body: { queue: 'orders-progress' } }),
    ).toMatchObject({ status: 404, body: { code: 'unknown-queue' } });
    expect(
      await service.call('POST', '/admin/dead-letters/redrive', { token: admin, body: { queue: QUEUE } }),
    ).toMatchObject({ status: 200, body: { redriven: 1 } });
    await buried(1);
  });
});
