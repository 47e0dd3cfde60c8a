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
