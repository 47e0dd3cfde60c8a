import { z } from 'zod';
import { id, pageOf, pageQuery } from '../primitives.js';

export const notificationKind = z.enum(['order-confirmed', 'order-rejected', 'order-cancelled', 'shipment-created']);
export type NotificationKind = z.infer<typeof notificationKind>;

/** `email` goes out through the provider; `account` is shown to the customer in the shop. */
export const notificationChannel = z.enum(['email', 'account']);
export const notificationStatus = z.enum(['pending', 'sent']);
export type NotificationStatus = z.infer<typeof notificationStatus>;

export const notificationView = z.object({
  notificationId: id,
  orderId: id,
  kind: notificationKind,
  channel: notificationChannel,
  status: notificationStatus,
  subject: z.string(),
  invoiceNumber: z.string().nullable(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
});
export type NotificationView = z.infer<typeof notificationView>;
export const notificationList = z.object({ items: z.array(notificationView) });
export const notificationPage = pageOf(notificationView);
export const notificationQuery = pageQuery(1000, 200);
