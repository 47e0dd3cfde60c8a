import { IllegalShipmentTransitionError } from './shipments.errors.js';

/** `none`: heard of the order, nothing booked yet. */
export type ShipmentState = 'none' | 'booked' | 'cancelled';
export type ShipmentAction = 'book' | 'cancel';

const transitions: Readonly<Record<ShipmentState, Readonly<Partial<Record<ShipmentAction, ShipmentState>>>>> = {
  none: { book: 'booked', cancel: 'cancelled' },
  booked: { cancel: 'cancelled' },
  cancelled: {},
};

/** Whether the action changes anything; for a late or repeated event it does not. */
export function isAllowed(state: ShipmentState, action: ShipmentAction): boolean {
  return transitions[state][action] !== undefined;
}

/** @throws IllegalShipmentTransitionError when the table has no such transition */
export function transition(state: ShipmentState, action: ShipmentAction): ShipmentState {
  const next = transitions[state][action];
  if (next === undefined) throw new IllegalShipmentTransitionError(state, action);
  return next;
}
