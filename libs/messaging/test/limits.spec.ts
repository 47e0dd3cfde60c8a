import { randomUUID } from 'node:crypto';
import { Transactions } from '@breakwater/persistence';
import { AppError } from '@breakwater/service-kit';
import { buildEvent, buildOrder, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EventDraft, EventPublisher, EventTooLargeError, LIMITS, MAX_EVENT_BYTES } from '../src/index.js';
import { type BrokerRequest, interceptRequests } from './deliveries.js';
import { type Sample, startSample } from './sample-service.js';

class BusyError extends AppError {
  readonly code = 'busy';
  readonly status = 503;
  override readonly retryable = true;
}

/** Megabytes take their time on a busy machine. */
const PATIENCE = { timeoutMs: 25_000 };

/** An event of any size: its one name is as long as one likes. */
const rejected = (orderId: string, name: string): EventDraft => ({
  type: 'stock.rejected',
  aggregateId: orderId,
  aggregateVersion: 1,
  payload: { orderId, shortages: [{ sku: 'A1', name, requested: 1, available: 0 }] },
});

describe("the broker's limits", () => {
  let sample: Sample;
  const requests: BrokerRequest[] = [];
  beforeAll(async () => {
    sample = await startSample();
    await interceptRequests(sample, (request, send) => {
      requests.push(request);
      return send(request);
    });
  });
  beforeEach(() => {
    requests.length = 0;
    sample.script.onPlaced = () => undefined;
  });
  afterAll(() => sample.stop());

  const append = (...drafts: EventDraft[]) =>
    sample.service.app.get(Transactions).run((tx) => sample.service.app.get(EventPublisher).append(tx, drafts));
  const bytesOf = async (orderId: string): Promise<number | undefined> => {
    const [row] = await sample.database.dataSource.query<{ bytes: number }[]>(
      'SELECT octet_length(body) AS bytes FROM outbox WHERE strpos(body, $1) > 0',
      [orderId],
    );
    return row?.bytes;
  };
  const published = (count: number) =>
    waitUntil(
      `${count} published events`,
      async () => {
        const [row] = await sample.database.dataSource.query<{ published: number }[]>(
          'SELECT count(*)::int AS published FROM outbox WHERE published_at IS NOT NULL',
        );
        return row?.published === count;
      },
      PATIENCE,
    );
  const inputs = <T>(command: string): T[] =>
    requests.flatMap((request) => (request.command === command ? [request.input as T] : []));

  it('an event too large for SNS undoes the transaction that tells of it; one byte less arrives', async () => {
    const spy = await sample.broker.spy();
    const measured = randomUUID();
    await append(rejected(measured, 'x'));
    const room = MAX_EVENT_BYTES - ((await bytesOf(measured)) ?? 0) + 1;

    const tooLarge = randomUUID();
    const refusal = await append(rejected(tooLarge, 'x'.repeat(room + 1))).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EventTooLargeError);
    expect(refusal).toMatchObject({
      code: 'event-too-large',
      retryable: false,
      message: expect.stringContaining(`stock.rejected of ${tooLarge} has ${MAX_EVENT_BYTES + 1} bytes`),
    });
    expect(await bytesOf(tooLarge)).toBeUndefined();

    const largest = randomUUID();
    await append(rejected(largest, 'x'.repeat(room)));
    expect(await bytesOf(largest)).toBe(MAX_EVENT_BYTES);
    const event = await spy.next('stock.rejected', ({ payload }) => payload.orderId === largest);
    expect(event.payload.shortages[0]?.name).toHaveLength(room);
  });

  it('counts bytes, not characters', async () => {
    await expect(append(rejected(randomUUID(), 'é'.repeat(MAX_EVENT_BYTES / 2)))).rejects.toThrow(EventTooLargeError);
  });

  it('characters that SQS refuses arrive all the same', async () => {
    const spy = await sample.broker.spy();
    const orderId = randomUUID();
    const name = 'a\ufffe\uffff\u0001\u007f\ud83d😀z';
    await append(rejected(orderId, name));
    const [row] = await sample.database.dataSource.query<{ body: string }[]>(
      'SELECT body FROM outbox WHERE strpos(body, $1) > 0',
      [orderId],
    );
    // The characters that SQS takes, as its quotas list them; not every emulator minds.
    expect(row?.body).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u);
    const event = await spy.next('stock.rejected', ({ payload }) => payload.orderId === orderId);
    expect(event.payload.shortages[0]?.name).toBe(name);
  });

  it('are kept by every request of a busy service', async () => {
    const before = await publishedSoFar();
    const sizes = Array.from({ length: 48 }, (_, index) => [10, 30_000, 100_000, 1_000][index % 4] as number);
    await append(...sizes.map((size) => rejected(randomUUID(), 'x'.repeat(size))));
    let failures = 10;
    sample.script.onPlaced = () => {
      if (failures === 0) return;
      failures -= 1;
      throw new BusyError('later', { retryAfterSeconds: 1 });
    };
    const orders = Array.from({ length: 30 }, () => buildEvent('order.placed', buildOrder()));
    await sample.broker.publish(...orders);
    await published(before + sizes.length);
    await waitUntil(
      'all to take effect',
      async () => {
        const effects = new Set(await sample.effects());
        return orders.every(({ id }) => effects.has(id));
      },
      PATIENCE,
    );
    await waitUntil(
      'the queue to be empty',
      async () => (await sample.broker.depth('inventory-orders')) === 0,
      PATIENCE,
    );

    const batches = inputs<{ PublishBatchRequestEntries: Entry[] }>('PublishBatchCommand').map(
      ({ PublishBatchRequestEntries: entries }) => entries,
    );
    expect(Math.max(...batches.map((entries) => entries.length))).toBe(LIMITS.batchEntries);
    for (const entries of batches) {
      expect(entries.length).toBeLessThanOrEqual(LIMITS.batchEntries);
      expect(entries.reduce((sum, entry) => sum + bytes(entry), 0)).toBeLessThanOrEqual(LIMITS.publishBytes);
      for (const { MessageAttributes = {} } of entries)
        expect(Object.keys(MessageAttributes).length).toBeLessThanOrEqual(LIMITS.messageAttributes);
    }
    const deletes = inputs<{ Entries: unknown[] }>('DeleteMessageBatchCommand');
    expect(deletes.reduce((sum, { Entries }) => sum + Entries.length, 0)).toBeGreaterThanOrEqual(orders.length);
    for (const { Entries } of deletes) expect(Entries.length).toBeLessThanOrEqual(LIMITS.batchEntries);
    for (const receive of inputs<{ MaxNumberOfMessages: number; WaitTimeSeconds: number }>('ReceiveMessageCommand')) {
      expect(receive.MaxNumberOfMessages).toBeGreaterThanOrEqual(1);
      expect(receive.MaxNumberOfMessages).toBeLessThanOrEqual(LIMITS.batchEntries);
      expect(receive.WaitTimeSeconds).toBeLessThanOrEqual(LIMITS.waitSeconds);
    }
    expect(inputs('ChangeMessageVisibilityCommand').length).toBeGreaterThanOrEqual(10);
  }, 60_000);

  it('a retry that asks for years waits for no longer than the visibility time-out', async () => {
    const event = buildEvent('order.placed', buildOrder());
    sample.script.onPlaced = () => {
      throw new BusyError('in a hundred years', { retryAfterSeconds: 3_153_600_000 });
    };
    await sample.broker.publish(event);
    const postponed = await waitUntil('the message to be postponed', () =>
      inputs<{ VisibilityTimeout: number }>('ChangeMessageVisibilityCommand').at(0),
    );
    expect(postponed.VisibilityTimeout).toBe(30);
  });

  const publishedSoFar = async (): Promise<number> => {
    const rows = await sample.database.dataSource.query<unknown[]>('SELECT 1 FROM outbox');
    await published(rows.length);
    return rows.length;
  };
});

interface Entry {
  Message: string;
  MessageAttributes?: Record<string, { DataType: string; StringValue: string }>;
}

/** As SNS counts: body, and name, type and value of each attribute. */
const bytes = ({ Message, MessageAttributes = {} }: Entry): number =>
  Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + Buffer.byteLength(name + DataType + StringValue),
    Buffer.byteLength(Message),
  );
