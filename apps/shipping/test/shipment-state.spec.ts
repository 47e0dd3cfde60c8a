import { describe, expect, it } from 'vitest';
import { isAllowed, type ShipmentAction, type ShipmentState, transition } from '../src/shipments/shipment-state.js';

const table: [ShipmentState, ShipmentAction, ShipmentState | undefined][] = [
  ['none', 'book', 'booked'],
  ['none', 'cancel', 'cancelled'],
  ['booked', 'book', undefined],
  ['booked', 'cancel', 'cancelled'],
  ['cancelled', 'book', undefined],
  ['cancelled', 'cancel', undefined],
];

describe('the shipment state machine', () => {
  it.each(table)('%s + %s → %s', (state, action, next) => {
    expect(isAllowed(state, action)).toBe(next !== undefined);
    if (next === undefined) expect(() => transition(state, action)).toThrow(`cannot ${action}`);
    else expect(transition(state, action)).toBe(next);
  });
});
