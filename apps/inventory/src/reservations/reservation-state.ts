import { IllegalReservationTransitionError } from './reservations.errors.js';

/** Where an order's claim on the stock stands. `none`: nothing was decided yet. */
export const reservationStates = ['none', 'reserved', 'rejected', 'cancelled', 'released'] as const;
export type ReservationState = (typeof reservationStates)[number];

export const reservationActions = ['reserve', 'reject', 'cancel'] as const;
export type ReservationAction = (typeof reservationActions)[number];

/**
 * All that can happen to a reservation. `cancelled` is the tombstone of an order that was cancelled before its placement
 * arrived: the late placement then takes nothing. The last three states are final.
 */
const transitions: Readonly<Record<ReservationState, Readonly<Partial<Record<ReservationAction, ReservationState>>>>> =
  {
    none: { reserve: 'reserved', reject: 'rejected', cancel: 'cancelled' },
    reserved: { cancel: 'released' },
    rejected: {},
    cancelled: {},
    released: {},
  };

/** Whether the action leads anywhere from here; false for what late and repeated events ask for. */
export const accepts = (state: ReservationState, action: ReservationAction): boolean =>
  transitions[state][action] !== undefined;

/**
 * The state that follows.
 *
 * @throws IllegalReservationTransitionError when the action is not possible in this state
 */
export function transition(state: ReservationState, action: ReservationAction): ReservationState {
  const next = transitions[state][action];
  if (next === undefined) throw new IllegalReservationTransitionError(state, action);
  return next;
}
