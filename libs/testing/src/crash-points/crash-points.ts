import type { INestApplicationContext } from '@nestjs/common';
import type { EventType } from '@breakwater/contracts';
import { EventProcessor, SnsPublisher } from '@breakwater/messaging';
import { Inbox, Outbox, Transactions } from '@breakwater/persistence';
import type { EntityManager } from 'typeorm';

/** Where a process may die between a change and the last word about it. */
export type CrashPoint =
  'before commit' | 'after commit, before publish' | 'after publish, before marking' | 'after commit, before delete';

export interface Crash {
  point: CrashPoint;
  /** The event that the transaction writes. Without it: the first transaction that handles a message. */
  writing?: EventType;
}

/**
 * Makes a service die by SIGKILL at a crash point, the first time that it gets there.
 *
 * @param app initialised and not yet listening, so that nothing has happened in it
 */
export function armCrash(app: INestApplicationContext, { point, writing }: Crash): void {
  switch (point) {
    case 'before commit':
      return dieBeforeCommit(app, writing);
    case 'after commit, before publish':
      return dieBeforePublish(app, writing);
    case 'after publish, before marking':
      return dieBeforeMarking(app, writing);
    case 'after commit, before delete':
      return dieBeforeDelete(app);
  }
}

/** All statements of the transaction have run; the commit is not sent. */
function dieBeforeCommit(app: INestApplicationContext, writing: EventType | undefined): void {
  const [transactions, outbox, inbox] = [app.get(Transactions), app.get(Outbox), app.get(Inbox)];
  const concerned = new WeakSet<EntityManager>();

  const append = outbox.append.bind(outbox);
  outbox.append = async (tx, entries) => {
    if (entries.some(({ type }) => type === writing)) concerned.add(tx);
    await append(tx, entries);
  };
  const claim = inbox.claim.bind(inbox);
  inbox.claim = async (tx, consumer, eventId) => {
    if (writing === undefined) concerned.add(tx);
    return claim(tx, consumer, eventId);
  };
  const run = transactions.run.bind(transactions);
  transactions.run = (work) =>
    run(async (tx) => {
      const result = await work(tx);
      return concerned.has(tx) ? die() : result;
    });
}

/** The relay has taken the event out of the committed outbox; SNS was not asked. */
function dieBeforePublish(app: INestApplicationContext, writing: EventType | undefined): void {
  const publisher = app.get(SnsPublisher);
  const publish = publisher.publish.bind(publisher);
  publisher.publish = (chunk) => (chunk.some(({ type }) => type === writing) ? die() : publish(chunk));
}

/** SNS has said that it has the event; the outbox does not know. */
function dieBeforeMarking(app: INestApplicationContext, writing: EventType | undefined): void {
  const [publisher, outbox] = [app.get(SnsPublisher), app.get(Outbox)];
  const published = new Set<string>();

  const publish = publisher.publish.bind(publisher);
  publisher.publish = async (chunk) => {
    const result = await publish(chunk);
    for (const { type, position } of result.published) if (type === writing) published.add(position);
    return result;
  };
  const markPublished = outbox.markPublished.bind(outbox);
  outbox.markPublished = (positions) =>
    positions.some((position) => published.has(position)) ? die() : markPublished(positions);
}

/** The handler's transaction is committed; the queue still has the message. */
function dieBeforeDelete(app: INestApplicationContext): void {
  const processor = app.get(EventProcessor);
  const process = processor.process.bind(processor);
  processor.process = async (queue, handlers, message) => {
    const outcome = await process(queue, handlers, message);
    return outcome.kind === 'handled' ? die() : outcome;
  };
}

/** Never settles: nothing after it runs, whenever the signal arrives. */
function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => undefined);
}
