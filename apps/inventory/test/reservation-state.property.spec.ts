import { propertyRuns } from '@breakwater/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accepts, type ReservationState, transition } from '../src/reservations/reservation-state.js';

/** The two events about an order; at its placement the stock decides between reserving and rejecting. */
type Happening = 'placed, enough' | 'placed, too little' | 'cancelled';

const actionOf = { 'placed, enough': 'reserve', 'placed, too little': 'reject', cancelled: 'cancel' } as const;
const FINAL: readonly ReservationState[] = ['rejected', 'cancelled', 'released'];

const happenings = fc.array(fc.constantFrom<Happening>('placed, enough', 'placed, too little', 'cancelled'), {
  maxLength: 10,
});

const after = (state: ReservationState, happening: Happening): ReservationState =>
  accepts(state, actionOf[happening]) ? transition(state, actionOf[happening]) : state;
const end = (sequence: readonly Happening[]): ReservationState => sequence.reduce(after, 'none');

/** The business rule, told without the table: the first event decides, and a cancellation takes back what was reserved. */
function ruledState(sequence: readonly Happening[]): ReservationState {
  const [first] = sequence;
  if (first === undefined) return 'none';
  if (first === 'cancelled') return 'cancelled';
  if (first === 'placed, too little') return 'rejected';
  return sequence.includes('cancelled') ? 'released' : 'reserved';
}

describe('a reservation, after any sequence of events,', () => {
  it('ends as the business rule says', () => {
    fc.assert(
      fc.property(happenings, (sequence) => {
        expect(end(sequence)).toBe(ruledState(sequence));
      }),
      propertyRuns(500),
    );
  });

  it('never leaves a final state', () => {
    fc.assert(
      fc.property(happenings, happenings, (before, later) => {
        const reached = end(before);
        fc.pre(FINAL.includes(reached));
        expect(later.reduce(after, reached)).toBe(reached);
      }),
      propertyRuns(500),
    );
  });

  it('is no other when every event comes twice', () => {
    fc.assert(
      fc.property(happenings, (sequence) => {
        expect(end(sequence.flatMap((one) => [one, one]))).toBe(end(sequence));
      }),
      propertyRuns(500),
    );
  });

  it('holds nothing of a cancelled order, and held it at most once', () => {
    fc.assert(
      fc.property(happenings, (sequence) => {
        let [state, taken, returned]: [ReservationState, number, number] = ['none', 0, 0];
        for (const happening of sequence) {
          const next = after(state, happening);
          if (next !== state && next === 'reserved') taken += 1;
          if (next !== state && next === 'released') returned += 1;
          state = next;
        }
        const held = taken - returned;
        expect(taken).toBeLessThanOrEqual(1);
        expect(held).toBe(state === 'reserved' ? 1 : 0);
        if (sequence.includes('cancelled')) expect(held).toBe(0);
      }),
      propertyRuns(500),
    );
  });
});
