import type { OrderStatus } from '@breakwater/contracts';

/** What can happen to an order after it was placed. */
export type OrderStep = 'confirm' | 'reject' | 'cancel';

interface Transition {
  readonly from: readonly OrderStatus[];
  readonly to: OrderStatus;
}

/**
 * The order's state machine, whole. Rejected and cancelled are final. A booked parcel has not left the building, so a
 * confirmed order can be cancelled too.
 */
export const orderTransitions: Readonly<Record<OrderStep, Transition>> = {
  confirm: { from: ['placed'], to: 'confirmed' },
  reject: { from: ['placed'], to: 'rejected' },
  cancel: { from: ['placed', 'confirmed'], to: 'cancelled' },
};

/** `repeated`: the order is already where the step leads. `refused`: no transition leads there from where the order is. */
export type StepOutcome = 'moved' | 'repeated' | 'refused';

/** What a step does to an order in `status`. Late and repeated events are ordinary, so the answer is a value. */
export function outcomeOf(step: OrderStep, status: OrderStatus): StepOutcome {
  const { from, to } = orderTransitions[step];
  if (from.includes(status)) return 'moved';
  return status === to ? 'repeated' : 'refused';
}
