import { buildEvent, buildOrder, waitUntil } from '@breakwater/testing';
import type { EventOf, EventType } from '@breakwater/contracts';
import { Transactions } from '@breakwater/persistence';
import { currentContext } from '@breakwater/service-kit';
import { AbstractLogger, DataSource, type EntityManager, type LogLevel, type LogMessage } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EventHandler, EventProcessor, EventPublisher, HandlerMismatchError, OnEvent } from '../src/index.js';
import { type Delivery, watchDeliveries } from './deliveries.js';
import { CancelledHandler, type Sample, startSample } from './sample-service.js';

const QUEUE = 'inventory-orders';
type Placed = EventOf<'order.placed'>;

const placed = (aggregateVersion: number, order = buildOrder()): Placed =>
  buildEvent('order.placed', order, { aggregateId: order.orderId, aggregateVersion });

const remember = ({ aggregateId, aggregateVersion }: Placed, manager: EntityManager) =>
  manager.query(
    `INSERT INTO newest AS known VALUES ($1, $2)
     ON CONFLICT (aggregate_id) DO UPDATE SET version = excluded.version WHERE excluded.version > known.version`,
    [aggregateId, aggregateVersion],
  );

@OnEvent({ queue: QUEUE, type: 'order.placed', idempotent: true })
class NewestPlaced implements EventHandler<'order.placed'> {
  async handle(event: Placed, manager: EntityManager): Promise<void> {
    await remember(event, manager);
  }
}

@OnEvent({ queue: QUEUE, type: 'order.placed', idempotent: true })
class Publishing implements EventHandler<'order.placed'> {
  constructor(private readonly publisher: EventPublisher) {}
  async handle({ aggregateId, payload }: Placed, manager: EntityManager): Promise<void> {
    const { orderId } = payload;
    await this.publisher.append(manager, {
      type: 'stock.reserved',
      aggregateId,
      aggregateVersion: 1,
      payload: { orderId },
    });
  }
}

@OnEvent({ queue: QUEUE, type: 'order.placed', idempotent: true })
class AwaitingCommit implements EventHandler<'order.placed'> {
  constructor(private readonly transactions: Transactions) {}
  async handle(event: Placed, manager: EntityManager): Promise<void> {
    this.transactions.afterCommit(manager, () => undefined);
    await remember(event, manager);
  }
}

@OnEvent({ queue: QUEUE, type: 'order.placed', idempotent: true })
class Preparing extends NewestPlaced implements EventHandler<'order.placed', string> {
  prepare(): Promise<string> {
    return Promise.resolve('prepared');
  }
}

/** What a service's messages ask its database, transaction control included. */
class Statements extends AbstractLogger {
  readonly #all: { correlationId: string | undefined; text: string }[] = [];

  static watch({ service }: Sample): Statements {
    const statements = new Statements(true);
    service.app.get(DataSource).setOptions({ logger: statements, logging: true });
    return statements;
  }

  of = ({ correlationId }: Placed): string[] =>
    this.#all.filter((each) => each.correlationId === correlationId).map(({ text }) => text);

  protected override writeLog(_level: LogLevel, messages: LogMessage | LogMessage[]): void {
    for (const { message } of [messages].flat())
      this.#all.push({ correlationId: currentContext()?.correlationId, text: String(message) });
  }
}

describe('a handler that is idempotent', () => {
  let sample: Sample;
  let statements: Statements;
  let deliveries: Delivery[];

  beforeAll(async () => {
    sample = await startSample({ handlers: [NewestPlaced, CancelledHandler] });
    await sample.database.dataSource.query('CREATE TABLE newest (aggregate_id uuid PRIMARY KEY, version int)');
    statements = Statements.watch(sample);
    deliveries = watchDeliveries(sample);
  });
  afterAll(() => sample.stop());

  const deliver = async (...events: Placed[]) => {
    const done = deliveries.length;
    await sample.broker.publish(...events);
    await waitUntil('the deliveries', () => deliveries.length >= done + events.length);
  };
  const known = ({ aggregateId }: Placed) =>
    sample.database.dataSource.query('SELECT version FROM newest WHERE aggregate_id = $1', [aggregateId]);
  const rowsOf = async (table: 'inbox' | 'outbox') =>
    (await sample.database.dataSource.query<unknown[]>(`SELECT 1 FROM ${table}`)).length;

  it('costs its one statement: its events get no inbox row and no transaction', async () => {
    const event = placed(1);
    await deliver(event);
    expect(statements.of(event)).toEqual([expect.stringMatching(/^INSERT INTO newest/)]);
    expect(await rowsOf('inbox')).toBe(0);
    expect(await known(event)).toEqual([{ version: 1 }]);
  });

  it('is handed what comes again or late, and changes nothing', async () => {
    const order = buildOrder();
    const [older, newer] = [placed(2, order), placed(3, order)];
    await deliver(newer);
    for (const event of [newer, older, older, newer]) {
      const handed = statements.of(event).length;
      await deliver(event);
      expect(statements.of(event)).toHaveLength(handed + 1);
      expect(await known(newer)).toEqual([{ version: 3 }]);
    }
    expect(new Set(deliveries.map(({ outcome }) => outcome))).toEqual(new Set(['handled']));
  });

  it.each([
    ['publishes events', (): EventHandler<'order.placed'> => new Publishing(publisher())],
    ['waits for a commit', (): EventHandler<'order.placed'> => new AwaitingCommit(transactions())],
  ])('fails with a reason and has written nothing when it %s', async (_what, handler) => {
    const event = placed(1);
    const outcome = await sample.service.app.get(EventProcessor).process(QUEUE, handlersWith(handler()), {
      messageId: event.id,
      receiptHandle: event.id,
      body: JSON.stringify(event),
      receiveCount: 1,
      attributes: {},
    });
    expect(outcome).toMatchObject({
      kind: 'retry',
      error: { message: expect.stringContaining('needs the EntityManager that Transactions.run hands') },
    });
    expect(statements.of(event)).toEqual([]);
    expect(await Promise.all([rowsOf('outbox'), rowsOf('inbox')])).toEqual([0, 0]);
  });

  it('is refused at start-up when it prepares, which nothing would keep from running again', async () => {
    const starting = startSample({ beside: sample, handlers: [Preparing, CancelledHandler] });
    await expect(starting).rejects.toThrow(HandlerMismatchError);
    await expect(starting).rejects.toThrow(/Preparing is declared idempotent and has a prepare/);
  });

  const publisher = () => sample.service.app.get(EventPublisher);
  const transactions = () => sample.service.app.get(Transactions);
  const handlersWith = (handler: EventHandler<'order.placed'>) =>
    new Map<EventType, EventHandler<EventType, unknown>>([['order.placed', handler]]);
});
