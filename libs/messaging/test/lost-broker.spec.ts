import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrokerServer, freePort, startBroker } from '@breakwater/embedded';
import { Transactions } from '@breakwater/persistence';
import { buildEvent, buildOrder, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventPublisher, missingQueues, provisionTopology } from '../src/index.js';
import { type Sample, startSample } from './sample-service.js';

describe('a broker that loses its memory', () => {
  let folder: string;
  let port: number;
  let server: BrokerServer;
  let sample: Sample;

  const start = async () => startBroker({ port, logFile: join(folder, 'broker.log') });
  const append = async (orderId: string) => {
    await sample.service.app.get(Transactions).run((tx) =>
      sample.service.app.get(EventPublisher).append(tx, {
        type: 'stock.reserved',
        aggregateId: orderId,
        aggregateVersion: 1,
        payload: { orderId },
      }),
    );
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'breakwater-broker-'));
    port = await freePort();
    server = await start();
    sample = await startSample({ endpoint: server.url });
  });
  afterAll(async () => {
    await sample.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('gets what it forgot published again once its queues were made anew, and what could not be published meanwhile', async () => {
    const before = randomUUID();
    await append(before);
    await waitUntil('the first event to be published', async () => {
      const [row] = (await sample.database.dataSource.query(
        'SELECT count(*)::int AS published FROM outbox WHERE published_at IS NOT NULL',
      )) as [{ published: number }];
      return row.published === 1;
    });

    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    const during = randomUUID();
    await append(during);
    const readiness = await waitUntil('readiness to name the broker', async () => {
      const answer = await sample.service.call('GET', '/health/ready');
      return JSON.stringify(answer.body).includes('failing') && answer;
    });
    expect(readiness).toMatchObject({
      status: 200,
      body: {
        status: 'degraded',
        checks: {
          database: { status: 'up' },
          broker: { status: 'down', critical: false, error: 'broker-unavailable' },
        },
      },
    });
    const refused = await sample.service.call('GET', '/admin/dead-letters', {
      token: await sample.tokens.issue({ role: 'admin' }),
    });
    expect(refused).toMatchObject({ status: 503, body: { code: 'broker-unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('5');

    server = await start();
    // Back, and its queues are not: still not the database's fault.
    const forgotten = await sample.service.call('GET', '/admin/dead-letters', {
      token: await sample.tokens.issue({ role: 'admin' }),
    });
    expect(forgotten).toMatchObject({ status: 503, body: { code: 'broker-unavailable' } });
    const { clients, addresses } = sample.broker;
    const config = { ...sample.service.config };
    expect(await missingQueues(clients.sqs, config)).toContain(addresses.queueName('orders-progress'));
    await provisionTopology(clients, config);
    expect(await missingQueues(clients.sqs, config)).toEqual([]);

    const spy = await sample.broker.spy();
    const ids = () => spy.of('stock.reserved').map(({ payload }) => payload.orderId);
    await waitUntil('both events', () => ids().includes(before) && ids().includes(during));

    const event = buildEvent('order.placed', buildOrder());
    await sample.broker.publish(event);
    await waitUntil('the consumer to receive again', async () => (await sample.effects()).includes(event.id));
  });

  it('does not make fresh events wait behind what is repeated', async () => {
    const { dataSource } = sample.database;
    const MANY = 3_000;
    const spy = await sample.broker.spy();
    await dataSource.query(
      `INSERT INTO outbox (event_id, topic, type, body, published_at, is_repeat)
       SELECT event_id, 'inventory-events', 'stock.reserved',
         jsonb_build_object('id', event_id, 'type', 'stock.reserved', 'version', 1, 'occurredAt', '2026-11-21T10:00:00.000Z',
           'aggregateId', event_id, 'aggregateVersion', 1, 'correlationId', 'old', 'payload', jsonb_build_object('orderId', event_id)),
         clock_timestamp(), true
       FROM (SELECT gen_random_uuid() AS event_id FROM generate_series(1, $1::int)) AS old`,
      [MANY],
    );
    await waitUntil('the first of what is repeated', () => spy.of('stock.reserved').length > 0);
    const fresh = randomUUID();
    await append(fresh);
    await spy.next('stock.reserved', ({ payload }) => payload.orderId === fresh);
    expect(spy.of('stock.reserved').length).toBeLessThan(MANY / 2);
  });
});
