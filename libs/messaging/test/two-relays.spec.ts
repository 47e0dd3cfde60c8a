import { Outbox } from '@breakwater/persistence';
import { waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OutboxRelay, SnsPublisher } from '../src/index.js';
import { type Sample, startSample } from './sample-service.js';

describe('relays of two instances on one outbox', () => {
  let samples: [Sample, Sample];
  const publishedBy: [string[], string[]] = [[], []];

  beforeAll(async () => {
    const first = await startSample();
    const second = await startSample({ beside: first });
    samples = [first, second];
    samples.forEach(({ service }, index) => {
      const publisher = service.app.get(SnsPublisher);
      const publish = publisher.publish.bind(publisher);
      publisher.publish = (chunk) => {
        publishedBy[index]?.push(...chunk.map(({ eventId }) => eventId));
        return publish(chunk);
      };
    });
    // Claims so slow that those of the two relays always overlap.
    await first.database.dataSource.query(`
      CREATE FUNCTION hesitate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.001); RETURN NEW; END $$;
      CREATE TRIGGER slow_claim BEFORE UPDATE ON outbox FOR EACH ROW WHEN (NEW.attempts > OLD.attempts)
        EXECUTE FUNCTION hesitate()`);
    // What has new subscribers goes out again: not now.
    await waitUntil('the subscribers to be known', async () => {
      const rows = await first.database.dataSource.query<unknown[]>('SELECT 1 FROM outbox_subscriber');
      return rows.length === 2;
    });
  });
  afterEach(async () => {
    for (const ids of publishedBy) ids.length = 0;
    await samples[0].database.dataSource.query('TRUNCATE outbox');
  });
  afterAll(async () => {
    for (const sample of samples.toReversed()) await sample.stop();
  });

  const write = async (count: number) => {
    await samples[0].database.dataSource.query(
      `INSERT INTO outbox (event_id, topic, type, body)
       SELECT event_id, 'inventory-events', 'stock.reserved', jsonb_build_object('id', event_id)::text
       FROM (SELECT gen_random_uuid() AS event_id FROM generate_series(1, $1::int)) AS fresh`,
      [count],
    );
    for (const { service } of samples) service.app.get(OutboxRelay).wake();
  };
  const unpublished = async () => (await samples[0].service.app.get(Outbox).stats()).unpublished;

  it('publish each row once, and share the work', async () => {
    await write(400);
    await waitUntil('the outbox to be empty', async () => (await unpublished()) === 0, { timeoutMs: 30_000 });
    const all = publishedBy.flat();
    expect(all).toHaveLength(400);
    expect(new Set(all).size).toBe(400);
    expect(Math.min(...publishedBy.map((ids) => ids.length))).toBeGreaterThan(0);
  }, 40_000);

  it('are not held up by one that stands still in its claim', async () => {
    const { dataSource } = samples[0].database;
    await dataSource.query(
      `INSERT INTO outbox (event_id, topic, type, body, leased_until)
       SELECT gen_random_uuid(), 'inventory-events', 'stock.reserved', '{}', clock_timestamp() + interval '1 second'
       FROM generate_series(1, 50)`,
    );
    const stalled = dataSource.createQueryRunner();
    await stalled.startTransaction();
    try {
      // A relay has locked the oldest rows, whose lease is over, and gets no further.
      await stalled.query('SELECT position FROM outbox FOR UPDATE');
      await waitUntil('the lease to end', async () => {
        const rows = await dataSource.query<unknown[]>('SELECT 1 FROM outbox WHERE leased_until > clock_timestamp()');
        return rows.length === 0;
      });
      await write(100);
      await waitUntil('the other rows to be published', () => publishedBy.flat().length === 100);
    } finally {
      await stalled.rollbackTransaction();
      await stalled.release();
    }
  });
});
