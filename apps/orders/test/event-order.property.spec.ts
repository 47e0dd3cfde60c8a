import type { OrderStatus } from '@breakwater/contracts';
import { propertyRuns } from '@breakwater/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Happening, happenings, OrderBench, type OrderFound } from './support/order-bench.js';

/** Ends the search for a smaller counterexample in time for its message; far above what the runs take. */
const plugins = [fc.interruptAfterTimeLimit(15_000)];

const sequencesOf = (kinds: readonly Happening['what'][], maxLength: number): fc.Arbitrary<Happening[]> =>
  fc.array(fc.record({ what: fc.constantFrom(...kinds), copy: fc.boolean() }), {
    minLength: 1,
    maxLength,
    size: 'max',
  });

/** Stock decides once: an order hears of one decision, however often. */
const histories = (maxLength: number) =>
  fc.oneof(
    sequencesOf(['reserved', 'shipped', 'reconciled', 'cancelled'], maxLength),
    sequencesOf(['rejected', 'cancelled'], maxLength),
  );

const placed: OrderFound = { status: 'placed', version: 1, hasShipment: false, isReconciled: false, told: [] };

/** What an order must become, told without the service's own table. */
function after(order: OrderFound, { what }: Happening, isEstimate: boolean): OrderFound {
  const version = order.version + 1;
  const moved = (status: OrderStatus): OrderFound => ({
    ...order,
    status,
    version,
    hasShipment: false,
    told: [...order.told, `order.${status} ${version}`],
  });
  const { status } = order;
  switch (what) {
    case 'reserved':
      return status === 'placed' ? moved('confirmed') : order;
    case 'rejected':
      return status === 'placed' ? moved('rejected') : order;
    case 'cancelled':
      return status === 'placed' || status === 'confirmed' ? moved('cancelled') : order;
    case 'shipped':
      return status === 'confirmed' && !order.hasShipment ? { ...order, version, hasShipment: true } : order;
    case 'reconciled':
      return status === 'confirmed' && isEstimate && !order.isReconciled
        ? { ...order, version, isReconciled: true }
        : order;
  }
}

/** Statuses that the same events may lead to; more than one where a cancellation races with the rejection. */
function ruledStatuses(sequence: readonly Happening[]): OrderStatus[] {
  const heardOf = new Set(sequence.map(({ what }) => what));
  if (!heardOf.has('cancelled'))
    return [heardOf.has('rejected') ? 'rejected' : heardOf.has('reserved') ? 'confirmed' : 'placed'];
  return heardOf.has('rejected') ? ['rejected', 'cancelled'] : ['cancelled'];
}

describe('an order, in whatever order and however often it hears of others,', () => {
  let bench: OrderBench;
  beforeAll(async () => {
    bench = await OrderBench.start();
  });
  afterAll(() => bench.stop());

  it('is at every moment as the business rule says, and tells of each step once', async () => {
    await fc.assert(
      fc.asyncProperty(sequencesOf(happenings, 14), fc.boolean(), async (sequence, isEstimate) => {
        const order = await bench.place({ isEstimate });
        let expected = placed;
        const heardOf = new Set<Happening['what']>();
        for (const happening of sequence) {
          const wasRejected = expected.status === 'rejected';
          // An event counts at its first delivery, for what it finds then. A shipment follows the confirmation that orders
          // itself told of, so none that counts for nothing is missed later.
          if (happening.copy || !heardOf.has(happening.what)) expected = after(expected, happening, isEstimate);
          if (!happening.copy) heardOf.add(happening.what);
          expect(await order.happen(happening)).toBe(!(happening.what === 'cancelled' && wasRejected));
          expect(await order.found()).toEqual(expected);
        }
        expect(bench.handledAgain()).toEqual([]);
      }),
      { ...propertyRuns(30), plugins },
    );
  });

  it('ends with the same status for the same events, and is cancelled once it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories(8).chain((sequence) =>
          fc.tuple(
            fc.constant(sequence),
            fc.shuffledSubarray(sequence, { minLength: sequence.length, maxLength: sequence.length }),
          ),
        ),
        async ([sequence, shuffled]) => {
          const [one, other] = [await bench.place({ isEstimate: true }), await bench.place({ isEstimate: true })];
          for (const happening of sequence) await one.happen(happening);
          for (const happening of shuffled) await other.happen(happening);
          const statuses = [(await one.found()).status, (await other.found()).status];
          const ruled = ruledStatuses(sequence);
          for (const status of statuses) expect(ruled).toContain(status);
          if (ruled.length === 1) expect(statuses[0]).toBe(statuses[1]);
        },
      ),
      { ...propertyRuns(30), plugins },
    );
  });

  it('ends so too when all of them come at the same time, with versions in the order of its steps', async () => {
    await fc.assert(
      fc.asyncProperty(histories(10), fc.boolean(), async (sequence, isEstimate) => {
        const order = await bench.place({ isEstimate });
        const accepted = await Promise.all(sequence.map((happening) => order.happen(happening)));
        const found = await order.found();
        expect(ruledStatuses(sequence)).toContain(found.status);
        for (const [index, { what }] of sequence.entries()) {
          if (what === 'cancelled') expect(accepted[index]).toBe(found.status === 'cancelled');
        }
        const versions = found.told.map((told) => Number(told.split(' ')[1]));
        expect(versions).toEqual([...new Set(versions)].sort((one, other) => one - other));
        expect(versions.every((version) => version > 1 && version <= found.version)).toBe(true);
        const types = found.told.map((told) => told.split(' ')[0]);
        expect(types).toHaveLength(new Set(types).size);
        expect(types.at(-1) ?? 'order.placed').toBe(`order.${found.status}`);

        for (const happening of sequence) await order.happen({ ...happening, copy: false });
        const again = await order.found();
        expect(bench.handledAgain()).toEqual([]);
        expect({ status: again.status, told: again.told }).toEqual({ status: found.status, told: found.told });
      }),
      { ...propertyRuns(30), plugins },
    );
  });
});
