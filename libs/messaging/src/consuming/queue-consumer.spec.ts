import type { Logger } from '@breakwater/service-kit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BrokerConnection } from '../broker/broker-connection.js';
import { type QueueName, topology } from '../topology/topology.js';
import type { EventProcessor } from './event-processor.js';
import type { Outcome } from './message.js';
import { type Permits, unlimitedPermits } from './permits.js';
import { QueueConsumer } from './queue-consumer.js';

const QUEUE: QueueName = 'orders-progress';
const HANDS = topology.queues[QUEUE].concurrency;

/** Clock, queue and handlers are the test's own: real ones cannot be told in which millisecond a hand becomes free. */
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A queue that never runs dry, and messages that are handled when the test says so. */
function endlessQueue(permits: Permits = unlimitedPermits) {
  const asked: number[] = [];
  const atWork: (() => void)[] = [];
  const receive = ({ input }: { input: { MaxNumberOfMessages: number } }) => {
    asked.push(input.MaxNumberOfMessages);
    return Promise.resolve({ Messages: Array.from({ length: input.MaxNumberOfMessages }, () => ({ Body: '{}' })) });
  };
  const deleted = ({ input }: { input: { Entries: unknown[] } }) => Promise.resolve({ Successful: input.Entries });
  const consumer = new QueueConsumer(QUEUE, new Map(), {
    broker: {
      clients: () => Promise.resolve({ pollingSqs: { send: receive }, sqs: { send: deleted } }),
      addresses: { queueUrl: () => 'http://queue' },
    } as unknown as BrokerConnection,
    processor: {
      process: () => new Promise<Outcome>((resolve) => atWork.push(() => resolve({ kind: 'handled' }))),
    } as unknown as EventProcessor,
    deadLetters: undefined as never,
    permits,
    probeDatabase: () => Promise.resolve(),
    log: undefined as unknown as Logger,
    waitSeconds: 0,
  });
  return { consumer, asked, atWork };
}

/** Promises are kept in real time; the consumer's clock stands still meanwhile. */
async function handsAtWork(atWork: unknown[]): Promise<void> {
  await import('@aws-sdk/client-sqs');
  for (let turn = 0; turn < 100 && atWork.length < HANDS; turn += 1) await vi.advanceTimersByTimeAsync(0);
}

it('asks for as many messages as hands are free when it is its turn, not when it began to wait for it', async () => {
  const { consumer, asked, atWork } = endlessQueue();
  consumer.start();
  await handsAtWork(atWork);
  expect(asked).toEqual([HANDS]);

  const [first, ...others] = atWork.splice(0);
  first?.();
  // The consumer sees one free hand, and waits for its turn.
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual([HANDS]);
  for (const finish of others) finish();
  await vi.advanceTimersByTimeAsync(30);
  expect(asked).toEqual([HANDS, HANDS]);

  const stopping = consumer.stop();
  for (const finish of atWork.splice(0)) finish();
  await vi.advanceTimersByTimeAsync(100);
  await stopping;
});

it('asks for nothing more, neither permits nor messages, when it is stopped while it waits for its turn', async () => {
  const acquire = vi.fn<Permits['acquire']>((_queue, wanted) => Promise.resolve(wanted));
  const { consumer, asked, atWork } = endlessQueue({ acquire });
  consumer.start();
  await handsAtWork(atWork);
  for (const finish of atWork.splice(0)) finish();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual([HANDS]);

  const stopping = consumer.stop();
  await vi.advanceTimersByTimeAsync(100);
  await stopping;
  expect(asked).toEqual([HANDS]);
  expect(acquire).toHaveBeenCalledTimes(1);
});

it('asks for no messages when it is stopped while it waits for permits, although it is given some', async () => {
  let give: () => void = () => undefined;
  const acquire = vi.fn<Permits['acquire']>(
    (_queue, wanted) => new Promise((resolve) => (give = () => resolve(wanted))),
  );
  const { consumer, asked } = endlessQueue({ acquire });
  consumer.start();
  for (let turn = 0; turn < 100 && acquire.mock.calls.length === 0; turn += 1) await vi.advanceTimersByTimeAsync(0);
  expect(acquire).toHaveBeenCalledTimes(1);

  const stopping = consumer.stop();
  give();
  await stopping;
  expect(asked).toEqual([]);
});

/** A queue whose handler takes many, and what it gives: poll by poll, then nothing for ever. */
function queueOf(polls: object[][]) {
  const asked: { maxMessages: number; at: number }[] = [];
  const given: string[][] = [];
  const give = (...messages: { messageId: string }[]) => given.push(messages.map(({ messageId }) => messageId));
  const receive = ({ input }: { input: { MaxNumberOfMessages: number } }) => {
    asked.push({ maxMessages: input.MaxNumberOfMessages, at: performance.now() });
    const Messages = polls.shift();
    return Messages ? Promise.resolve({ Messages }) : new Promise(() => undefined);
  };
  const deleted = ({ input }: { input: { Entries: unknown[] } }) => Promise.resolve({ Successful: input.Entries });
  const handler = { handle: () => Promise.resolve(), handleMany: () => Promise.resolve() };
  const consumer = new QueueConsumer(QUEUE, new Map([['stock.reserved', handler]]), {
    broker: {
      clients: () => Promise.resolve({ pollingSqs: { send: receive }, sqs: { send: deleted } }),
      addresses: { queueUrl: () => 'http://queue' },
    } as unknown as BrokerConnection,
    processor: {
      process: (_queue: QueueName, _handlers: unknown, one: { messageId: string }) => {
        give(one);
        return Promise.resolve({ kind: 'handled' });
      },
      processMany: (_queue: QueueName, _handlers: unknown, many: { messageId: string }[]) => {
        give(...many);
        return Promise.resolve(many.map(() => ({ kind: 'handled' })));
      },
    } as unknown as EventProcessor,
    deadLetters: undefined as never,
    permits: unlimitedPermits,
    probeDatabase: () => Promise.resolve(),
    log: undefined as unknown as Logger,
    waitSeconds: 0,
  });
  return { consumer, asked, given };
}

const message = (messageId: string, receiveCount = 1, type = 'stock.reserved') => ({
  MessageId: messageId,
  Body: '{}',
  Attributes: { ApproximateReceiveCount: String(receiveCount) },
  MessageAttributes: { type: { DataType: 'String', StringValue: type } },
});

it('asks for ten where a handler takes many, and gives one hand what came together, but what was delivered before alone', async () => {
  const { consumer, asked, given } = queueOf([
    [message('a'), message('again', 2), message('b'), message('other', 1, 'shipment.created')],
  ]);
  consumer.start();
  await import('@aws-sdk/client-sqs');
  for (let turn = 0; turn < 100 && given.length < 3; turn += 1) await vi.advanceTimersByTimeAsync(0);
  expect(asked[0]?.maxMessages).toBe(10);
  expect(given).toEqual([['a', 'b'], ['again'], ['other']]);
});

it('polls again at once after a full poll, and lets messages gather after any other', async () => {
  const full = Array.from({ length: 10 }, (_, index) => message(`${index}`));
  const { consumer, asked } = queueOf([full, full, full.slice(1), full]);
  consumer.start();
  await import('@aws-sdk/client-sqs');
  for (let turn = 0; turn < 500 && asked.length < 5; turn += 1)
    await vi.advanceTimersByTimeAsync(asked.length < 3 ? 0 : 1);
  const [first = 0, ...others] = asked.map(({ at }) => at);
  expect(others.map((at) => at - first)).toEqual([0, 0, 40, 40]);
});
