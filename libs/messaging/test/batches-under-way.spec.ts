import { randomUUID } from 'node:crypto';
import { Outbox, Transactions } from '@breakwater/persistence';
import { waitUntil } from '@breakwater/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { EventPublisher, OutboxRelay, SnsPublisher } from '../src/index.js';
import { type Sample, startSample } from './sample-service.js';

describe('a relay', () => {
  let sample: Sample;
  beforeEach(async () => {
    sample = await startSample();
    onTestFinished(() => sample.stop());
  });

  /** @returns what the event is about */
  const tell = async (): Promise<string> => {
    const orderId = randomUUID();
    const { app } = sample.service;
    await app.get(Transactions).run((tx) =>
      app.get(EventPublisher).append(tx, {
        type: 'stock.reserved',
        aggregateId: orderId,
        aggregateVersion: 1,
        payload: { orderId },
      }),
    );
    return orderId;
  };
  const isMarked = async (orderId: string): Promise<boolean> => {
    const [row] = await sample.database.dataSource.query<{ marked: boolean }[]>(
      'SELECT published_at IS NOT NULL AS marked FROM outbox WHERE strpos(body, $1) > 0',
      [orderId],
    );
    return row?.marked === true;
  };
  const held = () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    return { released, release };
  };

  it('stops only after what it published has been marked: it does not go out again', async () => {
    const outbox = sample.service.app.get(Outbox);
    const mark = outbox.markPublished.bind(outbox);
    const { released, release } = held();
    let asked = 0;
    outbox.markPublished = async (positions) => {
      if (positions.length === 0) return;
      asked += 1;
      await released;
      await mark(positions);
    };
    const orderId = await tell();
    await waitUntil('the event to be published', () => asked === 1);
    let isStopped = false;
    const stopped = sample.service.app
      .get(OutboxRelay)
      .beforeApplicationShutdown()
      .then(() => (isStopped = true));
    // Time enough to stop for a relay that does not wait.
    for (let look = 0; look < 500; look += 1) await sample.database.dataSource.query('SELECT 1');
    expect(isStopped).toBe(false);
    release();
    await stopped;
    expect(await isMarked(orderId)).toBe(true);
  });

  it('publishes what comes while a batch is on its way, four batches at a time', async () => {
    const publisher = sample.service.app.get(SnsPublisher);
    const publish = publisher.publish.bind(publisher);
    const { released, release } = held();
    let asked = 0;
    publisher.publish = async (chunk) => {
      asked += 1;
      if (asked <= 4) await released;
      return publish(chunk);
    };
    const told: string[] = [];
    for (let batch = 1; batch <= 4; batch += 1) {
      told.push(await tell());
      await waitUntil(`batch ${batch} to be on its way`, () => asked === batch);
    }
    told.push(await tell());
    for (let look = 0; look < 500; look += 1) await sample.database.dataSource.query('SELECT 1');
    expect(asked).toBe(4);
    release();
    await waitUntil('all to be marked', async () => (await Promise.all(told.map(isMarked))).every(Boolean));
  });

  it('publishes the next batch when one could not be marked, whose rows go out again after their lease', async () => {
    const outbox = sample.service.app.get(Outbox);
    const mark = outbox.markPublished.bind(outbox);
    let failed = 0;
    outbox.markPublished = async (positions) => {
      if (positions.length === 0 || failed > 0) return mark(positions);
      failed += 1;
      throw new Error('the database is away');
    };
    const first = await tell();
    await waitUntil('a mark to fail', () => failed === 1);
    const second = await tell();
    await waitUntil('the next batch to be marked', () => isMarked(second));
    expect(await isMarked(first)).toBe(false);
    await sample.database.dataSource.query(
      `UPDATE outbox SET leased_until = clock_timestamp() WHERE leased_until > now()`,
    );
    await waitUntil('the first to be marked', () => isMarked(first));
  });
});
