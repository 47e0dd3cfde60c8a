import type { AnyEvent, EventType } from '@breakwater/contracts';
import type { QueueName } from '@breakwater/messaging';
import type { EventSpy, TestBroker } from '../test-broker.js';
import type { TestDatabase } from '../test-database.js';
import { waitUntil } from '../wait-until.js';

export interface WrittenEvent {
  type: EventType;
  published: boolean;
}

/** The events of a service's outbox, by type. */
export async function writtenEvents({ dataSource }: TestDatabase): Promise<WrittenEvent[]> {
  return dataSource.query<WrittenEvent[]>(
    `SELECT type, published_at IS NOT NULL AS published FROM outbox ORDER BY type, position`,
  );
}

/** How many events a service remembers as handled. */
export async function handledEvents({ dataSource }: TestDatabase): Promise<number> {
  const [row] = await dataSource.query<{ handled: number }[]>(`SELECT count(*)::int AS handled FROM inbox`);
  return row?.handled ?? 0;
}

/** Lets the time pass that a dead relay's rows stay taken. */
export async function endLeases({ dataSource }: TestDatabase): Promise<void> {
  await dataSource.query(
    `UPDATE outbox SET leased_until = leased_until - interval '1 hour' WHERE leased_until IS NOT NULL`,
  );
}

/** Resolves when everything in the outbox is published. */
export async function everythingPublished(database: TestDatabase): Promise<void> {
  await waitUntil('the outbox to be published', async () =>
    (await writtenEvents(database)).every(({ published }) => published),
  );
}

/** Ids of all events of the type that were published, each once, however often it went out. */
export const publishedIds = (spy: EventSpy, type: EventType): string[] => [
  ...new Set(spy.of(type).map(({ id }) => id)),
];

/**
 * Delivers an event again, as the broker does when a dead process's time for it is over, and resolves when the service has
 * dealt with it. It is published twice, because the last poll of the dead process may swallow one.
 */
export async function redeliver(broker: TestBroker, queue: QueueName, event: AnyEvent): Promise<void> {
  const before = await broker.depth(queue);
  await broker.publish(event, event);
  await waitUntil(`${queue} to take the event again`, async () => (await broker.depth(queue)) < before + 2);
}
