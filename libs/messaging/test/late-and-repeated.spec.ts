import { buildEvent, buildOrder, waitUntil } from '@breakwater/testing';
import type { EventOf } from '@breakwater/contracts';
import type { EntityManager } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EventHandler, OnEvent } from '../src/index.js';
import { type Delivery, Gate, hideFor, interceptRequests, watchDeliveries } from './deliveries.js';
import { CancelledHandler, type Sample, startSample } from './sample-service.js';

const QUEUE = 'inventory-orders';
const HIDDEN_SECONDS = 2;

const placed = (envelope: Partial<EventOf<'order.placed'>> = {}) => buildEvent('order.placed', buildOrder(), envelope);

describe('late and repeated events', () => {
  let sample: Sample;
  let deliveries: Delivery[];
  let dropDeletes = 0;

  beforeAll(async () => {
    sample = await startSample();
    await hideFor(sample, QUEUE, HIDDEN_SECONDS);
    deliveries = watchDeliveries(sample);
    await interceptRequests(sample, (request, send) => {
      if (request.command !== 'DeleteMessageBatchCommand' || dropDeletes === 0) return send(request);
      dropDeletes -= 1;
      return Promise.reject(new Error('the delete got lost'));
    });
  });
  beforeEach(() => {
    deliveries.length = 0;
    dropDeletes = 0;
    sample.script.onPlaced = () => undefined;
    sample.script.onPrepare = () => undefined;
  });
  afterEach(() => sample.broker.drained(QUEUE));
  afterAll(() => sample.stop());

  const timesEffective = async ({ id }: { id: string }) => (await sample.effects()).filter((one) => one === id).length;
  const of = ({ id }: { id: string }, all = deliveries) => all.filter(({ body }) => body.includes(id));
  const outcomes = (event: { id: string }) => of(event).map(({ outcome }) => outcome);
  const finished = (event: { id: string }, count: number) =>
    waitUntil(`${count} deliveries of ${event.id}`, () => of(event).length >= count);
  /** Resolves when a second transaction stands before the inbox row of the first. */
  const secondWaits = () =>
    waitUntil('a second delivery to wait for the first', async () => {
      const [row] = await sample.database.dataSource.query<{ waiting: number }[]>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO inbox%'`,
      );
      return (row?.waiting ?? 0) > 0;
    });

  it('a message whose delete got lost after its handling comes again, and changes nothing', async () => {
    dropDeletes = 1;
    const event = placed();
    await sample.broker.publish(event);
    await finished(event, 2);
    const [first, second] = of(event);
    expect(second).toMatchObject({ messageId: first?.messageId, receiveCount: 2 });
    expect(outcomes(event)).toEqual(['handled', 'repeated']);
    expect(await timesEffective(event)).toBe(1);
  });

  it('an event published twice, in two messages, is handled once', async () => {
    const event = placed();
    await sample.broker.publish(event, event);
    await finished(event, 2);
    const [first, second] = of(event);
    expect(second?.messageId).not.toBe(first?.messageId);
    expect(outcomes(event).toSorted()).toEqual(['handled', 'repeated']);
    expect(await timesEffective(event)).toBe(1);
  });

  it('a message delivered again while its first handler still runs waits for it, and changes nothing', async () => {
    const gate = new Gate();
    sample.script.onPlaced = () => gate.pass();
    const event = placed();
    await sample.broker.publish(event);
    await secondWaits();
    expect(of(event)).toEqual([]);
    gate.open();
    await finished(event, 2);
    expect(gate.waiting, 'handlers that ran').toBe(1);
    expect(new Set(of(event).map(({ messageId }) => messageId)).size).toBe(1);
    expect(outcomes(event).filter((outcome) => outcome === 'handled')).toHaveLength(1);
    expect(new Set(outcomes(event))).toEqual(new Set(['handled', 'repeated']));
    expect(await timesEffective(event)).toBe(1);
  });

  it('a message delivered again during a slow preparation may be prepared twice, and takes effect once', async () => {
    const gate = new Gate();
    sample.script.onPrepare = () => gate.pass();
    const { orderId, customer, total } = buildOrder();
    const event = buildEvent('order.cancelled', { orderId, customer, cancelledBy: 'customer', total });
    await sample.broker.publish(event);
    await waitUntil('two preparations at once', () => gate.waiting >= 2);
    gate.open();
    await finished(event, gate.waiting);
    expect(outcomes(event).filter((outcome) => outcome === 'handled')).toHaveLength(1);
    expect(await timesEffective(event)).toBe(1);
  });

  it('an event of long ago is handled like any other', async () => {
    const event = placed({ occurredAt: new Date(Date.now() - 14 * 86_400_000).toISOString() });
    await sample.broker.publish(event);
    await finished(event, 1);
    expect(outcomes(event)).toEqual(['handled']);
  });

  it('an event handled 23 days ago is still known when it comes again, redriven from the dead letters for the last time', async () => {
    const { dataSource } = sample.database;
    const [known, forgotten] = [placed(), placed()];
    await dataSource.query(
      `INSERT INTO inbox (consumer, event_id, handled_at) VALUES
         ($1, $2, clock_timestamp() - interval '23 days'), ($1, $3, clock_timestamp() - interval '90 days')`,
      [QUEUE, known.id, forgotten.id],
    );
    const other = await startSample({ beside: sample });
    const watched = watchDeliveries(other);
    try {
      await waitUntil('the inbox to be pruned', async () => {
        const rows = await dataSource.query<unknown[]>('SELECT 1 FROM inbox WHERE event_id = $1', [forgotten.id]);
        return rows.length === 0;
      });
      await sample.broker.publish(known);
      await waitUntil('the delivery', () => of(known, [...deliveries, ...watched]).length > 0);
      expect(of(known, [...deliveries, ...watched])).toMatchObject([{ outcome: 'repeated' }]);
      expect(await timesEffective(known)).toBe(0);
    } finally {
      await other.stop();
    }
  });
});

describe('two instances that have the same event in hand at once', () => {
  let first: Sample;
  let second: Sample;
  let ofFirst: Delivery[];
  let ofSecond: Delivery[];
  let gate: Gate;

  beforeEach(async () => {
    first = await startSample();
    let received = false;
    // One message for the first instance; what comes later is the other's.
    await interceptRequests(first, async (request, send) => {
      if (request.command !== 'ReceiveMessageCommand') return send(request);
      if (received) return send({ ...request, input: { ...request.input, QueueUrl: await emptyQueue() } });
      const answer = await send(request);
      received ||= ((answer.output as { Messages?: unknown[] }).Messages ?? []).length > 0;
      return answer;
    });
    gate = new Gate();
    first.script.onPlaced = () => gate.pass();
    ofFirst = watchDeliveries(first);
  });
  afterEach(async () => {
    gate.open();
    await second.stop();
    await first.stop();
  });

  const emptyQueue = () => Promise.resolve(first.broker.addresses.deadLetterQueueUrl('shipping-orders'));

  /** Both have a delivery of the event; the first is in its handler, the second waits for its transaction. */
  async function bothAtIt(event: EventOf<'order.placed'>): Promise<void> {
    await first.broker.publish(event);
    await waitUntil('the first instance to be in its handler', () => gate.waiting === 1);
    second = await startSample({ beside: first });
    ofSecond = watchDeliveries(second);
    await first.broker.publish(event);
    await waitUntil('the second instance to wait', async () => {
      const [row] = await first.database.dataSource.query<{ waiting: number }[]>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO inbox%'`,
      );
      return row?.waiting === 1;
    });
  }

  it('act on it once: the second waits for the first and then changes nothing', async () => {
    const event = placed();
    await bothAtIt(event);
    gate.open();
    await waitUntil('both to be done', () => ofFirst.length === 1 && ofSecond.length === 1);
    expect([ofFirst, ofSecond]).toMatchObject([[{ outcome: 'handled' }], [{ outcome: 'repeated' }]]);
    expect(await first.effects()).toEqual([event.id]);
  });

  it('act on it once when the first fails: the second takes over', async () => {
    const event = placed();
    const failing = new Gate();
    first.script.onPlaced = async () => {
      await gate.pass();
      failing.open();
      throw new Error('passing trouble');
    };
    await bothAtIt(event);
    gate.open();
    await failing.pass();
    await waitUntil('the second to be done', () => ofSecond.some(({ outcome }) => outcome === 'handled'));
    expect(ofFirst).toMatchObject([{ outcome: 'retry' }]);
    await first.broker.drained(QUEUE);
    expect(await first.effects()).toEqual([event.id]);
  });
});

/** What a handler does about versions: an older state changes nothing. */
@OnEvent({ queue: QUEUE, type: 'order.placed' })
class NewestPlaced implements EventHandler<'order.placed'> {
  async handle({ aggregateId, aggregateVersion }: EventOf<'order.placed'>, tx: EntityManager): Promise<void> {
    await tx.query(
      `INSERT INTO newest AS known VALUES ($1, $2)
       ON CONFLICT (aggregate_id) DO UPDATE SET version = excluded.version WHERE excluded.version > known.version`,
      [aggregateId, aggregateVersion],
    );
  }
}

describe('an event of an older version', () => {
  it('that comes after a newer one is handed over as it is: its handler sees the version and changes nothing', async () => {
    const sample = await startSample({ handlers: [NewestPlaced, CancelledHandler] });
    const deliveries = watchDeliveries(sample);
    try {
      await sample.database.dataSource.query('CREATE TABLE newest (aggregate_id uuid PRIMARY KEY, version int)');
      const order = buildOrder();
      const version = (aggregateVersion: number) =>
        buildEvent('order.placed', order, { aggregateId: order.orderId, aggregateVersion });
      const known: unknown[] = [];
      for (const event of [version(2), version(3), version(1), version(2), version(3), version(4)]) {
        const done = deliveries.length;
        await sample.broker.publish(event);
        await waitUntil('the delivery', () => deliveries.length > done);
        const [row] = await sample.database.dataSource.query<{ version: number }[]>('SELECT version FROM newest');
        known.push(row?.version);
      }
      expect(known).toEqual([2, 3, 3, 3, 3, 4]);
      expect(new Set(deliveries.map(({ outcome }) => outcome))).toEqual(new Set(['handled']));
    } finally {
      await sample.stop();
    }
  });
});
