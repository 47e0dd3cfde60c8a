import { propertyRuns } from '@breakwater/testing';
import type { OrderStatus } from '@breakwater/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OrderStep, orderTransitions, outcomeOf, type StepOutcome } from '../src/order/order-state.js';

const FINAL: readonly OrderStatus[] = ['rejected', 'cancelled'];

interface Moment {
  status: OrderStatus;
  version: number;
}

const placed: Moment = { status: 'placed', version: 1 };

/** As the repository takes a step: the status of the table, and one version more for each move. */
const after = ({ status, version }: Moment, step: OrderStep): Moment =>
  outcomeOf(step, status) === 'moved'
    ? { status: orderTransitions[step].to, version: version + 1 }
    : { status, version };

const outcome = ({ status }: Moment, step: OrderStep): StepOutcome => outcomeOf(step, status);
const steps = fc.array(fc.constantFrom<OrderStep>('confirm', 'reject', 'cancel'), { maxLength: 12 });
const end = (sequence: readonly OrderStep[]): Moment => sequence.reduce(after, placed);

/** The business rule, told without the table: stock decides once, and a cancellation wins unless the order was rejected. */
function ruledStatus(sequence: readonly OrderStep[]): OrderStatus {
  const [first] = sequence;
  if (first === undefined) return 'placed';
  if (first === 'reject') return 'rejected';
  return sequence.includes('cancel') ? 'cancelled' : 'confirmed';
}

describe('the order’s state machine, after any sequence of steps,', () => {
  it('ends as the business rule says', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        expect(end(sequence).status).toBe(ruledStatus(sequence));
      }),
      propertyRuns(500),
    );
  });

  it('never leaves a final state', () => {
    fc.assert(
      fc.property(steps, steps, (before, later) => {
        const reached = end(before);
        fc.pre(FINAL.includes(reached.status));
        expect(later.reduce(after, reached)).toEqual(reached);
      }),
      propertyRuns(500),
    );
  });

  it('has one version more for each move, and no more than three versions', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        let order = placed;
        for (const step of sequence) {
          const next = after(order, step);
          const moved = outcome(order, step) === 'moved';
          expect(next.version).toBe(order.version + (moved ? 1 : 0));
          expect(next.status !== order.status).toBe(moved);
          order = next;
        }
        expect(order.version).toBeLessThanOrEqual(3);
      }),
      propertyRuns(500),
    );
  });

  it('knows a step that it has just taken', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom<OrderStep>('confirm', 'reject', 'cancel'), (sequence, step) => {
        const before = end(sequence);
        const once = after(before, step);
        expect(outcome(once, step)).toBe(outcome(before, step) === 'refused' ? 'refused' : 'repeated');
        expect(after(once, step)).toEqual(once);
      }),
      propertyRuns(500),
    );
  });

  it('is the same with every step repeated at any later time', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(), { maxLength: 6 }), (sequence, repeats) => {
        const repeated = [...sequence];
        for (const random of repeats) {
          const step = sequence[random % Math.max(1, sequence.length)];
          const first = step === undefined ? -1 : repeated.indexOf(step);
          if (step !== undefined) repeated.splice(first + 1 + (random % (repeated.length - first)), 0, step);
        }
        expect(end(repeated)).toEqual(end(sequence));
      }),
      propertyRuns(500),
    );
  });

  it('is cancelled whenever it was confirmed and cancelled, in either order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<OrderStep>('confirm', 'cancel'), { maxLength: 12 }), (sequence) => {
        fc.pre(sequence.includes('cancel'));
        expect(end(sequence).status).toBe('cancelled');
      }),
      propertyRuns(200),
    );
  });
});
