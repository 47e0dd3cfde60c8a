import type { NotificationStatus } from '@breakwater/contracts';
import { IllegalNotificationTransitionError } from './notifications.errors.js';

export type NotificationAction = 'send';

const transitions: Readonly<
  Record<NotificationStatus, Readonly<Partial<Record<NotificationAction, NotificationStatus>>>>
> = {
  pending: { send: 'sent' },
  sent: {},
};

/** Whether the action changes anything; what was sent is not sent again. */
export function isAllowed(status: NotificationStatus, action: NotificationAction): boolean {
  return transitions[status][action] !== undefined;
}

/** @throws IllegalNotificationTransitionError when the table has no such transition */
export function transition(status: NotificationStatus, action: NotificationAction): NotificationStatus {
  const next = transitions[status][action];
  if (next === undefined) throw new IllegalNotificationTransitionError(status, action);
  return next;
}
