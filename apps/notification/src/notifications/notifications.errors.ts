import { AppError } from '@breakwater/service-kit';

export class IllegalNotificationTransitionError extends AppError {
  readonly code = 'illegal-notification-transition';
  readonly status = 500;

  constructor(status: string, action: string) {
    super(`A notification that is "${status}" cannot "${action}".`);
  }
}

export class NotificationsNotFoundError extends AppError {
  readonly code = 'notifications-not-found';
  readonly status = 404;

  constructor(orderId: string) {
    super(`Nothing was sent for an order ${orderId} of yours. If it was placed just now, ask again in a few seconds.`);
  }
}

/** A cursor that this service never gave out. */
export class InvalidCursorError extends AppError {
  readonly code = 'invalid-cursor';
  readonly status = 400;

  constructor(cursor: string) {
    super(
      `The cursor ${JSON.stringify(cursor)} is broken: send what the previous page gave as nextCursor, or none for the first page.`,
    );
  }
}
