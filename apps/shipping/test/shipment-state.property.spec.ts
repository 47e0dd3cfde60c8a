import { propertyRuns } from '@breakwater/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllowed, type ShipmentAction, type ShipmentState, transition } from '../src/shipments/shipment-state.js';
import { IllegalShipmentTransitionError } from '../src/shipments/shipments.errors.js';

const actions = fc.array(fc.constantFrom<ShipmentAction>('book', 'cancel'), { maxLength: 10 });

const after = (state: ShipmentState, action: ShipmentAction): ShipmentState =>
  isAllowed(state, action) ? transition(state, action) : state;
const end = (sequence: readonly ShipmentAction[]): ShipmentState => sequence.reduce(after, 'none');

describe('the shipment’s state machine, after any sequence of actions,', () => {
  it('is cancelled if it ever was, booked if it only was that, whatever the order and however often', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        const ruled = sequence.includes('cancel') ? 'cancelled' : sequence.includes('book') ? 'booked' : 'none';
        expect(end(sequence)).toBe(ruled);
      }),
      propertyRuns(500),
    );
  });

  it('was booked at most once, and never after the cancellation', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        let state: ShipmentState = 'none';
        let bookings = 0;
        for (const action of sequence) {
          const next = after(state, action);
          if (next !== state && next === 'booked') bookings += 1;
          if (state === 'cancelled') expect(next).toBe('cancelled');
          state = next;
        }
        expect(bookings).toBeLessThanOrEqual(1);
      }),
      propertyRuns(500),
    );
  });

  it('refuses, with its own error, exactly what changes nothing', () => {
    fc.assert(
      fc.property(actions, fc.constantFrom<ShipmentAction>('book', 'cancel'), (sequence, action) => {
        const state = end(sequence);
        if (isAllowed(state, action)) expect(transition(state, action)).not.toBe(state);
        else expect(() => transition(state, action)).toThrow(IllegalShipmentTransitionError);
      }),
      propertyRuns(500),
    );
  });
});
