import 'reflect-metadata';
import type { AnyEvent } from '@breakwater/contracts';
import type { Outcome } from '@breakwater/messaging';
import { type PacedTask, propertyRuns } from '@breakwater/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Delivery, type Parcel, ParcelBench } from './support/parcel-bench.js';

/** Ends the search for a smaller counterexample in time for its message; far above what the runs take. */
const plugins = [fc.interruptAfterTimeLimit(15_000)];
/** Redeliveries after which a message would be a dead letter for sure. */
const MOST_ATTEMPTS = 6;

const delivery: fc.Arbitrary<Delivery> = fc.record({
  what: fc.constantFrom('confirmed', 'cancelled'),
  copy: fc.boolean(),
});
const deliveries = fc.array(delivery, { minLength: 1, maxLength: 5, size: 'max' });

/** Which delivery goes on to its next pause; `dies`: its process does instead, and the message comes back. */
const schedule = fc.array(
  fc.record({
    turn: fc.nat(),
    dies: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
  { maxLength: 20, size: 'max' },
);

/** Delivers again, one after the other, until nothing comes back. */
async function settle(parcel: Parcel, events: readonly AnyEvent[], attempt = 1): Promise<void> {
  const comeBack: AnyEvent[] = [];
  for (const event of events) {
    const task = parcel.task(event);
    await task.finish();
    if (isToComeBack(task)) comeBack.push(event);
  }
  if (comeBack.length === 0) return;
  expect(attempt, 'deliveries of one message').toBeLessThan(MOST_ATTEMPTS);
  await settle(parcel, comeBack, attempt + 1);
}

function isToComeBack({ result }: PacedTask<Outcome>): boolean {
  if (!result || 'error' in result) throw new Error('a delivery never throws', { cause: result?.error });
  expect(result.value.kind).toMatch(/^(handled|repeated|retry)$/);
  return result.value.kind === 'retry';
}

async function expectRuled(parcel: Parcel, heardOf: readonly Delivery[]): Promise<void> {
  const { state, labelId, everBooked, active, told, handledAgain } = await parcel.found();
  expect(handledAgain).toEqual([]);
  expect(everBooked.length).toBeLessThanOrEqual(1);
  expect(labelId).toBe(everBooked[0]);
  const isCancelled = heardOf.some(({ what }) => what === 'cancelled');
  expect(state).toBe(isCancelled ? 'cancelled' : 'booked');
  expect(active).toEqual(isCancelled ? [] : everBooked);
  if (isCancelled) expect(['', 'shipment.created']).toContain(told.join());
  else expect(told).toEqual(['shipment.created']);
}

describe('a parcel, in whatever order and however often its order is confirmed and cancelled,', () => {
  let bench: ParcelBench;
  beforeAll(async () => {
    bench = await ParcelBench.start();
  });
  afterAll(() => bench.stop());

  it('has one label, and none once its order is cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (sequence) => {
        const parcel = bench.begin();
        for (const [index, one] of sequence.entries()) {
          const task = parcel.task(parcel.event(one));
          await task.finish();
          expect(isToComeBack(task)).toBe(false);
          await expectRuled(parcel, sequence.slice(0, index + 1));
        }
      }),
      { ...propertyRuns(50), plugins },
    );
  });

  it('has so too when deliveries overlap and processes die', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, schedule, async (sequence, turns) => {
        const parcel = bench.begin();
        const running = sequence.map((one) => {
          const event = parcel.event(one);
          return { event, task: parcel.task(event) };
        });
        for (const { turn, dies } of turns) await running[turn % running.length]?.task.step({ dies });
        for (const { task } of running) await task.finish();
        await settle(
          parcel,
          running.filter(({ task }) => isToComeBack(task)).map(({ event }) => event),
        );
        await expectRuled(parcel, sequence);

        const before = await parcel.found();
        await settle(parcel, [
          ...running.map(({ event }) => event),
          ...sequence.map((one) => parcel.event({ ...one, copy: true })),
        ]);
        expect(await parcel.found()).toEqual(before);
      }),
      { ...propertyRuns(80), plugins },
    );
  });
});
