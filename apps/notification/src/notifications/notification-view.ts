import type { NotificationView } from '@breakwater/contracts';
import type { Notification } from './notification.entity.js';

export function notificationView(notification: Notification): NotificationView {
  const { notificationId, orderId, kind, channel, status, subject, invoiceNumber, createdAt, sentAt } = notification;
  return {
    notificationId,
    orderId,
    kind,
    channel,
    status,
    subject,
    invoiceNumber,
    createdAt: createdAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
  };
}
