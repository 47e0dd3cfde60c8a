import { AppError } from '@breakwater/service-kit';

export class ShipmentNotFoundError extends AppError {
  readonly code = 'shipment-not-found';
  readonly status = 404;

  constructor(orderId: string) {
    super(
      `There is no shipment of an order ${orderId} of yours. A confirmed order gets one within seconds; ask again then.`,
    );
  }
}

export class IllegalShipmentTransitionError extends AppError {
  readonly code = 'illegal-shipment-transition';
  readonly status = 500;

  constructor(state: string, action: string) {
    super(`A shipment that is "${state}" cannot ${action}.`);
  }
}

/** The order was cancelled between the booking at the carrier and its commit: the next attempt voids the label. */
export class OrderCancelledDuringBookingError extends AppError {
  readonly code = 'order-cancelled-during-booking';
  readonly status = 409;
  override readonly retryable = true;

  constructor(orderId: string, labelId: string) {
    super(`Order ${orderId} was cancelled while its label ${labelId} was booked; the next attempt voids the label.`);
  }
}

/** The shipment was booked between the look at it and the commit of its cancellation: the next attempt voids the label. */
export class ShipmentBookedDuringCancellationError extends AppError {
  readonly code = 'shipment-booked-during-cancellation';
  readonly status = 409;
  override readonly retryable = true;

  constructor(orderId: string) {
    super(
      `The shipment of order ${orderId} was booked while it was being cancelled; the next attempt voids its label.`,
    );
  }
}

/** Another delivery of the same event voided the label while this one was booking it; the next attempt sees why. */
export class LabelVoidError extends AppError {
  readonly code = 'label-void';
  readonly status = 409;
  override readonly retryable = true;

  constructor(orderId: string, labelId: string) {
    super(`The carrier's label ${labelId} of order ${orderId} is void; the next attempt looks again.`);
  }
}
