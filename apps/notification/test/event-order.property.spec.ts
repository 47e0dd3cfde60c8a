import 'reflect-metadata';
import type { AnyEvent, NotificationKind } from '@breakwater/contracts';
import type { Outcome } from '@breakwater/messaging';
import { type PacedTask, propertyRuns } from '@breakwater/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Delivery, facts, NoticeBench, type Notices } from './support/notice-bench.js';

/** Ends the search for a smaller counterexample in time for its message; far above what the runs take. */
const plugins = [fc.interruptAfterTimeLimit(15_000)];
/** Redeliveries after which a message would be a dead letter for sure. */
const MOST_ATTEMPTS = 3;

const kindOf: Record<Delivery['what'], NotificationKind> = {
  confirmed: 'order-confirmed',
  rejected: 'order-rejected',
  cancelled: 'order-cancelled',
  shipped: 'shipment-created',
};

const delivery: fc.Arbitrary<Delivery> = fc.record({ what: fc.constantFrom(...facts), copy: fc.boolean() });
const deliveries = fc.array(delivery, { minLength: 1, maxLength: 7, size: 'max' });

/** Which delivery goes on to its next pause; `dies`: its process does instead, and the message comes back. */
const schedule = fc.array(
  fc.record({
    turn: fc.nat(),
    dies: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
  { maxLength: 20, size: 'max' },
);

/** Delivers again, one after the other, until nothing comes back. */
async function settle(notices: Notices, events: readonly AnyEvent[], attempt = 1): Promise<void> {
  const comeBack: AnyEvent[] = [];
  for (const event of events) {
    const task = notices.task(event);
    await task.finish();
    if (isToComeBack(task)) comeBack.push(event);
  }
  if (comeBack.length === 0) return;
  expect(attempt, 'deliveries of one message').toBeLessThan(MOST_ATTEMPTS);
  await settle(notices, comeBack, attempt + 1);
}

function isToComeBack({ result }: PacedTask<Outcome>): boolean {
  if (!result || 'error' in result) throw new Error('a delivery never throws', { cause: result?.error });
  expect(result.value.kind).toMatch(/^(handled|repeated|retry)$/);
  return result.value.kind === 'retry';
}

/** One sent notification for each fact, one e-mail for each that has one, one invoice for a confirmed order. */
async function expectToldOnce(notices: Notices, heardOf: readonly Delivery[]): Promise<void> {
  expect(notices.handledAgain()).toEqual([]);
  const kinds = [...new Set(heardOf.map(({ what }) => kindOf[what]))].sort();
  const rows = await notices.rows();
  expect(rows.map(({ kind, status }) => `${kind} ${status}`)).toEqual(kinds.map((kind) => `${kind} sent`));
  const emails = rows.filter(({ channel }) => channel === 'email');
  expect(emails.map(({ kind }) => kind)).toEqual(kinds.filter((kind) => kind !== 'shipment-created'));
  const asked = notices.asked();
  expect([...asked.keys()].sort()).toEqual(emails.map(({ notificationId }) => notificationId).sort());
  // The same key with another body would be refused.
  for (const payloads of asked.values()) expect(new Set(payloads).size).toBe(1);
  expect(notices.delivered()).toBe(emails.length);
  expect(await notices.invoices()).toBe(kinds.includes('order-confirmed') ? 1 : 0);
}

describe('a customer, in whatever order and however often events come,', () => {
  let bench: NoticeBench;
  beforeAll(async () => {
    bench = await NoticeBench.start();
  });
  afterAll(() => bench.stop());

  it('is told each fact once, and the provider asked once', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (sequence) => {
        const notices = bench.begin();
        await settle(
          notices,
          sequence.map((one) => notices.event(one)),
        );
        await expectToldOnce(notices, sequence);
        for (const payloads of notices.asked().values()) expect(payloads).toHaveLength(1);
      }),
      { ...propertyRuns(25), plugins },
    );
  });

  it('is told each fact once also when deliveries overlap and processes die', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, schedule, async (sequence, turns) => {
        const notices = bench.begin();
        const running = sequence.map((one) => {
          const event = notices.event(one);
          return { event, task: notices.task(event) };
        });
        for (const { turn, dies } of turns) await running[turn % running.length]?.task.step({ dies });
        for (const { task } of running) await task.finish();
        await settle(
          notices,
          running.filter(({ task }) => isToComeBack(task)).map(({ event }) => event),
        );
        await expectToldOnce(notices, sequence);

        const before = { rows: await notices.rows(), asked: notices.asked() };
        await settle(notices, [
          ...running.map(({ event }) => event),
          ...sequence.map((one) => notices.event({ ...one, copy: true })),
        ]);
        expect({ rows: await notices.rows(), asked: notices.asked() }).toEqual(before);
      }),
      { ...propertyRuns(40), plugins },
    );
  });
});
