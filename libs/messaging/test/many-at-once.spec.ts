import { buildEvent, buildOrder, waitUntil } from '@breakwater/testing';
import type { EventOf, EventType } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Delivery,
  type EventHandler,
  EventProcessor,
  EventPublisher,
  HandlerMismatchError,
  OnEvent,
  type Outcome,
} from '../src/index.js';
import { CancelledHandler, PermanentError, type Sample, startSample } from './sample-service.js';

const QUEUE = 'inventory-orders';
type Placed = EventOf<'order.placed'>;

const placed = (): Placed => {
  const order = buildOrder();
  return buildEvent('order.placed', order, { aggregateId: order.orderId, correlationId: newId() });
};

/** Events that no handler can ever take. */
const poisonous = new Set<string>();
/** How many events each call of a handler was given. */
const calls: number[] = [];

@OnEvent({ queue: QUEUE, type: 'order.placed' })
class Reserving implements EventHandler<'order.placed'> {
  constructor(private readonly publisher: EventPublisher) {}

  async handle(event: Placed, tx: EntityManager): Promise<void> {
    await this.take([event], tx);
    await this.publisher.append(tx, this.draftOf(event));
  }

  async handleMany(deliveries: readonly Delivery<'order.placed'>[], tx: EntityManager): Promise<void> {
    await this.take(
      deliveries.map(({ event }) => event),
      tx,
    );
    await this.publisher.append(
      tx,
      deliveries.map(({ event, origin }) => ({ ...this.draftOf(event), origin })),
    );
  }

  private async take(events: readonly Placed[], tx: EntityManager): Promise<void> {
    calls.push(events.length);
    await tx.query('INSERT INTO effect (event_id, type) SELECT id, $2 FROM unnest($1::uuid[]) AS id', [
      events.map(({ id }) => id),
      'order.placed',
    ]);
    if (events.some(({ id }) => poisonous.has(id))) throw new PermanentError('poison');
  }

  private draftOf({ aggregateId, payload: { orderId } }: Placed) {
    return { type: 'stock.reserved', aggregateId, aggregateVersion: 1, payload: { orderId } } as const;
  }
}

@OnEvent({ queue: QUEUE, type: 'order.placed' })
class Preparing implements EventHandler<'order.placed', string> {
  prepare = () => Promise.resolve('prepared');
  handle = () => Promise.resolve();
  handleMany = () => Promise.resolve();
}

describe('a handler that takes many events at once', () => {
  let sample: Sample;
  beforeAll(async () => {
    sample = await startSample({ handlers: [Reserving, CancelledHandler] });
  });
  afterAll(() => sample.stop());
  beforeEach(() => {
    calls.length = 0;
    poisonous.clear();
  });

  const messageOf = (event: Placed, body = JSON.stringify(event)) => ({
    messageId: newId(),
    receiptHandle: newId(),
    body,
    receiveCount: 1,
    attributes: { type: { DataType: 'String', StringValue: 'order.placed' } },
  });
  const processMany = async (...messages: ReturnType<typeof messageOf>[]): Promise<Outcome['kind'][]> => {
    const handler: EventHandler<EventType, unknown> = new Reserving(sample.service.app.get(EventPublisher));
    const handlers = new Map([['order.placed' as const, handler]]);
    const outcomes = await sample.service.app.get(EventProcessor).processMany(QUEUE, handlers, messages);
    return outcomes.map(({ kind }) => kind);
  };
  const count = async (table: 'effect' | 'inbox', events: readonly Placed[]) => {
    const ids = events.map(({ id }) => id);
    return (await sample.database.dataSource.query<unknown[]>(`SELECT 1 FROM ${table} WHERE event_id = ANY($1)`, [ids]))
      .length;
  };
  const published = (correlationId: string) =>
    sample.database.dataSource.query<{ type: string }[]>(
      `SELECT type FROM outbox WHERE body::json ->> 'correlationId' = $1`,
      [correlationId],
    );

  it('is given them in one call and one transaction, each with its inbox row, and publishes under the origin of each', async () => {
    const events = [placed(), placed(), placed()];
    expect(await processMany(...events.map((event) => messageOf(event)))).toEqual(['handled', 'handled', 'handled']);
    expect(calls).toEqual([3]);
    expect([await count('effect', events), await count('inbox', events)]).toEqual([3, 3]);
    for (const { correlationId } of events)
      expect(await published(correlationId)).toEqual([{ type: 'stock.reserved' }]);
  });

  it('is given none of those that were handled before, and each of the others once', async () => {
    const [before, twice, once] = [placed(), placed(), placed()];
    await processMany(messageOf(before));
    calls.length = 0;
    const outcomes = await processMany(messageOf(before), messageOf(twice), messageOf(twice), messageOf(once));
    expect(outcomes).toEqual(['repeated', 'handled', 'repeated', 'handled']);
    expect(calls).toEqual([2]);
    expect(await count('effect', [before, twice, once])).toBe(3);
  });

  it('is given each alone when one of them can never be handled: that one becomes a dead letter, the others are handled', async () => {
    const [first, poison, last] = [placed(), placed(), placed()];
    poisonous.add(poison.id);
    const outcomes = await processMany(...[first, poison, last].map((event) => messageOf(event)));
    expect(outcomes).toEqual(['handled', 'dead-letter', 'handled']);
    expect(calls).toEqual([3, 1, 1, 1]);
    expect(await count('effect', [first, poison, last])).toBe(2);
    expect(await published(poison.correlationId)).toEqual([]);
  });

  it('is given what can be read, and what cannot becomes a dead letter', async () => {
    const [first, last] = [placed(), placed()];
    expect(await processMany(messageOf(first), messageOf(first, 'no event'), messageOf(last))).toEqual([
      'handled',
      'dead-letter',
      'handled',
    ]);
    expect(calls).toEqual([2]);
  });

  it('is given what one poll brought', async () => {
    const events = Array.from({ length: 40 }, placed);
    await sample.broker.publish(...events);
    await waitUntil('all to be handled', async () => (await count('effect', events)) === events.length);
    await sample.broker.drained(QUEUE);
    expect(Math.max(...calls)).toBeGreaterThan(1);
    expect(calls.reduce((sum, size) => sum + size, 0)).toBe(events.length);
    expect(await count('inbox', events)).toBe(events.length);
  });

  it('is refused at start-up when it prepares, which is for one event alone', async () => {
    const starting = startSample({ beside: sample, handlers: [Preparing, CancelledHandler] });
    await expect(starting).rejects.toThrow(HandlerMismatchError);
    await expect(starting).rejects.toThrow(/Preparing handles many events at once and has a prepare/);
  });
});
