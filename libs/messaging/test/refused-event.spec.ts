import { randomUUID } from 'node:crypto';
import { Transactions } from '@breakwater/persistence';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventPublisher } from '../src/index.js';
import { type Sample, startSample } from './sample-service.js';

describe('an event that SNS refuses', () => {
  let sample: Sample;
  beforeAll(async () => {
    sample = await startSample();
  });
  afterAll(() => sample.stop());

  const failures = async () => {
    const { body } = await sample.service.call('GET', '/metrics');
    return Number(/^outbox_publish_failures_total (\d+)/m.exec(String(body))?.[1]);
  };

  it('as too large stays in the outbox with the reason, is no outage, and holds up nobody', async () => {
    const { dataSource } = sample.database;
    const before = await failures();
    const refused = randomUUID();
    await dataSource.query(
      `INSERT INTO outbox (event_id, topic, type, body) VALUES ($1, 'inventory-events', 'stock.reserved', $2)`,
      [refused, 'x'.repeat(300_000)],
    );
    const row = await waitUntil('the refusal to be written down', async () => {
      const [found] = await dataSource.query<{ last_error: string | null; published_at: Date | null }[]>(
        'SELECT last_error, published_at FROM outbox WHERE event_id = $1',
        [refused],
      );
      return found?.last_error ? found : false;
    });
    expect(row).toMatchObject({ published_at: null });

    const spy = await sample.broker.spy();
    const orderId = randomUUID();
    await sample.service.app.get(Transactions).run((tx) =>
      sample.service.app.get(EventPublisher).append(tx, {
        type: 'stock.reserved',
        aggregateId: orderId,
        aggregateVersion: 1,
        payload: { orderId },
      }),
    );
    await spy.next('stock.reserved', ({ payload }) => payload.orderId === orderId);
    expect(await failures()).toBe(before);
    const { body } = await sample.service.call('GET', '/metrics');
    expect(body).toMatch(/^outbox_refused_total\{.*type="stock.reserved".*\} [1-9]/m);
  });
});
