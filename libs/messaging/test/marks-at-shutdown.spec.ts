import { randomUUID } from 'node:crypto';
import { Outbox, Transactions } from '@breakwater/persistence';
import { waitUntil } from '@breakwater/testing';
import { expect, it, onTestFinished } from 'vitest';
import { EventPublisher, OutboxRelay } from '../src/index.js';
import { startSample } from './sample-service.js';

it('a relay stops only after what it published has been marked: it does not go out again', async () => {
  const sample = await startSample();
  onTestFinished(() => sample.stop());
  const { app } = sample.service;
  const outbox = app.get(Outbox);
  const mark = outbox.markPublished.bind(outbox);
  let asked = 0;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  outbox.markPublished = async (positions) => {
    if (positions.length === 0) return;
    asked += 1;
    await released;
    await mark(positions);
  };
  const orderId = randomUUID();
  await app.get(Transactions).run((tx) =>
    app.get(EventPublisher).append(tx, {
      type: 'stock.reserved',
      aggregateId: orderId,
      aggregateVersion: 1,
      payload: { orderId },
    }),
  );
  await waitUntil('the event to be published', () => asked === 1);
  let isStopped = false;
  const stopped = app
    .get(OutboxRelay)
    .beforeApplicationShutdown()
    .then(() => (isStopped = true));
  // Time enough to stop for a relay that does not wait.
  for (let look = 0; look < 500; look += 1) await sample.database.dataSource.query('SELECT 1');
  expect(isStopped).toBe(false);
  release();
  await stopped;
  const [row] = await sample.database.dataSource.query<{ marked: boolean }[]>(
    'SELECT published_at IS NOT NULL AS marked FROM outbox WHERE strpos(body, $1) > 0',
    [orderId],
  );
  expect(row).toEqual({ marked: true });
});
