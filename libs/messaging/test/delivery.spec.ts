import { randomUUID } from 'node:crypto';
import { Transactions } from '@breakwater/persistence';
import { currentContext, runInContext } from '@breakwater/service-kit';
import { buildEvent, buildOrder, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventPublisher } from '../src/index.js';
import { type Sample, startSample } from './sample-service.js';

const placed = () => {
  const order = buildOrder();
  return buildEvent('order.placed', order, { aggregateId: order.orderId });
};
const cancelled = () => {
  const order = buildOrder();
  return buildEvent('order.cancelled', {
    orderId: order.orderId,
    customer: order.customer,
    cancelledBy: 'customer',
    total: order.total,
  });
};

describe('delivery', () => {
  let sample: Sample;
  beforeAll(async () => {
    sample = await startSample();
  });
  beforeEach(() => {
    sample.script.onPlaced = () => undefined;
    sample.script.onPrepare = () => undefined;
  });
  afterAll(() => sample.stop());

  const effective = (eventId: string) =>
    waitUntil(`event ${eventId} to take effect`, async () => (await sample.effects()).includes(eventId));
  const timesEffective = async (eventId: string) => (await sample.effects()).filter((id) => id === eventId).length;

  it('takes an event from the outbox to its consumers, with the correlation id of the work that published it', async () => {
    const spy = await sample.broker.spy();
    const orderId = randomUUID();
    const correlationId = `corr-${orderId}`;
    await runInContext({ correlationId }, () =>
      sample.service.app.get(Transactions).run((tx) =>
        sample.service.app.get(EventPublisher).append(tx, {
          type: 'stock.reserved',
          aggregateId: orderId,
          aggregateVersion: 1,
          payload: { orderId },
        }),
      ),
    );
    const event = await spy.next('stock.reserved', ({ payload }) => payload.orderId === orderId);
    expect(event).toMatchObject({ correlationId, aggregateVersion: 1, version: 1 });
  });

  it('publishes nothing of a transaction that was rolled back, and refuses a payload that breaks its contract', async () => {
    const spy = await sample.broker.spy();
    const transactions = sample.service.app.get(Transactions);
    const publisher = sample.service.app.get(EventPublisher);
    const draft = (orderId: string) =>
      ({ type: 'stock.reserved', aggregateId: 'x', aggregateVersion: 1, payload: { orderId } }) as const;
    const undone = randomUUID();
    await expect(transactions.run((tx) => publisher.append(tx, draft('not a uuid')))).rejects.toThrow(/uuid/i);
    await expect(
      transactions.run(async (tx) => {
        await publisher.append(tx, draft(undone));
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    const last = randomUUID();
    await transactions.run((tx) => publisher.append(tx, draft(last)));
    await spy.next('stock.reserved', ({ payload }) => payload.orderId === last);
    // Not a count: a new subscriber such as the spy is also served what was published before.
    expect(spy.of('stock.reserved').map(({ payload }) => payload.orderId)).not.toContain(undone);
  });

  it('hands an event to its handler in the context of its correlation id', async () => {
    let seen: string | undefined;
    sample.script.onPlaced = () => {
      seen = currentContext()?.correlationId;
    };
    const event = placed();
    await sample.broker.publish(event);
    await effective(event.id);
    expect(seen).toBe(event.correlationId);
  });

  it('handles an event once, however often it is delivered', async () => {
    const event = placed();
    await sample.broker.publish(event, event, event);
    await effective(event.id);
    await sample.broker.publish(event);
    await sample.broker.drained('inventory-orders');
    expect(await timesEffective(event.id)).toBe(1);
  });

  it('delivers again after a failure, and keeps nothing of the failed attempt', async () => {
    let attempts = 0;
    sample.script.onPlaced = () => {
      attempts += 1;
      if (attempts === 1) throw new Error('passing trouble');
    };
    const event = placed();
    await sample.broker.publish(event);
    await effective(event.id);
    expect(attempts).toBe(2);
    expect(await timesEffective(event.id)).toBe(1);
  });

  it('prepares outside of the transaction, and not again for an event that was handled', async () => {
    let prepared = 0;
    sample.script.onPrepare = () => {
      prepared += 1;
    };
    const event = cancelled();
    await sample.broker.publish(event);
    await effective(event.id);
    await sample.broker.publish(event);
    await sample.broker.drained('inventory-orders');
    expect(prepared).toBe(1);
  });

  it('lets the other messages pass while one is slow', async () => {
    const slow = placed();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    sample.script.onPlaced = (event) => (event.id === slow.id ? held : undefined);
    await sample.broker.publish(slow);
    const others = Array.from({ length: 20 }, placed);
    await sample.broker.publish(...others);
    for (const other of others) await effective(other.id);
    expect(await timesEffective(slow.id)).toBe(0);
    release();
    await effective(slow.id);
  });

  it('lets through what the filter names and nothing else', async () => {
    const order = buildOrder();
    await sample.broker.publish(buildEvent('order.confirmed', order), placed());
    await sample.broker.drained('inventory-orders');
    expect(await sample.broker.countDeadLetters('inventory-orders')).toBe(0);
  });
});
