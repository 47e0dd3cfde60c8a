import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Transactions } from '@breakwater/persistence';
import { buildEvent, buildOrder, testServers, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventPublisher } from '../src/index.js';
import { type Sample, startSample } from './sample-service.js';

/** Refuses what it is told to, as AWS words it, and hands the rest to the run's broker: no emulator has these limits. */
class ThrottlingBroker {
  readonly refusedAt: number[] = [];
  refuse: 'receiving' | 'publishing' | undefined;
  /** Takes publications and never answers. */
  hangs = false;
  readonly #server: Server = createServer((request, response) => {
    void this.answer(request).then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
  });

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  private async answer(request: IncomingMessage) {
    const body = await buffer(request);
    const receiving = request.headers['x-amz-target'] === 'AmazonSQS.ReceiveMessage';
    const publishing = body.toString('latin1').startsWith('Action=PublishBatch&');
    if (this.refuse === 'receiving' && receiving) {
      this.refusedAt.push(Date.now());
      const text = { __type: 'com.amazonaws.sqs#OverLimit', message: 'Too many messages in flight' };
      return {
        status: 403,
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': 'OverLimit;Sender' },
        body: JSON.stringify(text),
      };
    }
    if (this.refuse === 'publishing' && publishing) {
      this.refusedAt.push(Date.now());
      return {
        status: 429,
        headers: { 'content-type': 'text/xml' },
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>Throttled</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
      };
    }
    if (this.hangs && publishing) {
      this.refusedAt.push(Date.now());
      await new Promise(() => undefined);
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)),
    ) as Record<string, string>;
    const passed = await fetch(`${testServers().brokerUrl}${request.url}`, { method: 'POST', headers, body });
    return {
      status: passed.status,
      headers: { 'content-type': passed.headers.get('content-type') ?? 'text/plain' },
      body: Buffer.from(await passed.arrayBuffer()),
    };
  }
}

describe('a broker that throttles', () => {
  const broker = new ThrottlingBroker();
  let sample: Sample;
  beforeAll(async () => {
    await broker.start();
    sample = await startSample({ env: { AWS_ENDPOINT_URL: broker.url, MESSAGING_REQUEST_TIMEOUT_MS: '1000' } });
  });
  afterAll(async () => {
    await sample.stop();
    await broker.stop();
  });

  const readiness = async () => {
    const { status, body } = await sample.service.call('GET', '/health/ready');
    return { status, text: JSON.stringify(body) };
  };
  /** Attempts back off: far fewer than a loop would make, and ever further apart. */
  const backsOff = async () => {
    await waitUntil('six refusals', () => broker.refusedAt.length >= 6, { timeoutMs: 30_000 });
    const [first = 0, last = 0] = [broker.refusedAt[0], broker.refusedAt[5]];
    expect(last - first, 'ms from the first to the sixth refusal').toBeGreaterThan(250);
  };

  const publish = async (orderId: string): Promise<void> => {
    const { app } = sample.service;
    await app
      .get(Transactions)
      .run((tx) =>
        app
          .get(EventPublisher)
          .append(tx, { type: 'stock.reserved', aggregateId: orderId, aggregateVersion: 1, payload: { orderId } }),
      );
  };

  it('because too many messages are in flight is asked ever more rarely, and gets nothing lost', async () => {
    broker.refusedAt.length = 0;
    broker.refuse = 'receiving';
    const event = buildEvent('order.placed', buildOrder());
    await waitUntil('a refusal', () => broker.refusedAt.length > 0);
    await sample.broker.publish(event);
    await backsOff();
    expect(await readiness()).toMatchObject({
      status: 200,
      text: expect.stringContaining('"inventory-orders":"failing"'),
    });
    expect(await sample.effects()).toEqual([]);
    broker.refuse = undefined;
    await waitUntil('the event', async () => (await sample.effects()).includes(event.id));
    await waitUntil('readiness', async () => (await readiness()).text.includes('"inventory-orders":"ok"'));
  });

  it('publishing is asked ever more rarely, and gets every event in the end', async () => {
    broker.refusedAt.length = 0;
    broker.refuse = 'publishing';
    const spy = await sample.broker.spy();
    const orderId = randomUUID();
    await publish(orderId);
    await backsOff();
    expect((await readiness()).text).toContain('"publishing":"failing"');
    broker.refuse = undefined;
    await spy.next('stock.reserved', ({ payload }) => payload.orderId === orderId);
    await waitUntil('readiness', async () => (await readiness()).text.includes('"publishing":"ok"'));
  });

  it('that does not answer at all is given up each time, and gets every event in the end', async () => {
    broker.refusedAt.length = 0;
    broker.hangs = true;
    const spy = await sample.broker.spy();
    const orderId = randomUUID();
    await publish(orderId);
    await waitUntil('three attempts', () => broker.refusedAt.length >= 3, { timeoutMs: 30_000 });
    expect((await readiness()).text).toContain('"publishing":"failing"');
    broker.hangs = false;
    await spy.next('stock.reserved', ({ payload }) => payload.orderId === orderId);
    await waitUntil('readiness', async () => (await readiness()).text.includes('"publishing":"ok"'));
  });
});
