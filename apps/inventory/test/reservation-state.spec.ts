import { describe, expect, it } from 'vitest';
import {
  accepts,
  type ReservationAction,
  reservationActions,
  type ReservationState,
  reservationStates,
  transition,
} from '../src/reservations/reservation-state.js';
import { IllegalReservationTransitionError } from '../src/reservations/reservations.errors.js';

const LONGEST_SEQUENCE = 6;

function sequences(length: number): ReservationAction[][] {
  if (length === 0) return [[]];
  return sequences(length - 1).flatMap((start) => reservationActions.map((action) => [...start, action]));
}

describe('reservation state', () => {
  it('allows exactly the transitions of the table', () => {
    const legal = reservationStates.flatMap((state) =>
      reservationActions
        .filter((action) => accepts(state, action))
        .map((action) => `${state} ${action} ${transition(state, action)}`),
    );
    expect(legal).toEqual([
      'none reserve reserved',
      'none reject rejected',
      'none cancel cancelled',
      'reserved cancel released',
    ]);
  });

  it('refuses every other transition with a typed error', () => {
    for (const state of reservationStates) {
      for (const action of reservationActions) {
        if (accepts(state, action)) continue;
        expect(() => transition(state, action)).toThrow(IllegalReservationTransitionError);
        expect(() => transition(state, action)).toThrow(`"${state}" cannot ${action}`);
      }
    }
  });

  it('takes stock at most once and gives it back at most once, whatever the order of events', () => {
    for (const actions of sequences(LONGEST_SEQUENCE)) {
      let state: ReservationState = 'none';
      let taken = 0;
      let givenBack = 0;
      for (const action of actions) {
        if (!accepts(state, action)) continue;
        state = transition(state, action);
        if (state === 'reserved') taken += 1;
        if (state === 'released') givenBack += 1;
        expect(givenBack).toBeLessThanOrEqual(taken);
      }
      expect(taken).toBeLessThanOrEqual(1);
      expect(givenBack).toBe(state === 'released' ? 1 : 0);
    }
  });
});
