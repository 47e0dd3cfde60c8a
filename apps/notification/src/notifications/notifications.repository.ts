import type { NotificationStatus } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { transition } from './notification-state.js';
import { Notification } from './notification.entity.js';

export type NewNotification = Pick<
  Notification,
  'notificationId' | 'orderId' | 'kind' | 'customerId' | 'channel' | 'subject' | 'invoiceNumber'
>;

const INSERT = `INSERT INTO notification AS n
  (notification_id, order_id, kind, customer_id, channel, subject, invoice_number, status, created_at, sent_at)`;

@Injectable()
export class NotificationsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The order's notifications, oldest first. */
  ofOrder(orderId: string): Promise<Notification[]> {
    return this.dataSource.getRepository(Notification).find({ where: { orderId }, order: { position: 'ASC' } });
  }

  /** Up to `limit` notifications after `position`, oldest first. */
  after(position: string, limit: number): Promise<Notification[]> {
    return this.dataSource
      .getRepository(Notification)
      .find({ where: { position: MoreThan(position) }, order: { position: 'ASC' }, take: limit });
  }

  /**
   * Writes down, with one statement of its own, that the notification is about to be sent.
   *
   * @returns `sent` when that was done before
   */
  async begin(notification: NewNotification): Promise<NotificationStatus> {
    const [row] = (await this.dataSource.query(
      `${INSERT} VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', now(), NULL)
       ON CONFLICT (order_id, kind) DO UPDATE SET subject = n.subject RETURNING n.status`,
      columnsOf(notification),
    )) as [{ status: NotificationStatus }];
    return row.status;
  }

  /** What was sent before stays as it is. */
  async markSent(tx: EntityManager, notificationId: string, providerMessageId: string): Promise<void> {
    await tx.query(
      `UPDATE notification SET status = $2, sent_at = now(), provider_message_id = $3
       WHERE notification_id = $1 AND status = 'pending'`,
      [notificationId, transition('pending', 'send'), providerMessageId],
    );
  }

  /** A notification that is sent by being there; once for each order and kind. */
  async insertSent(tx: EntityManager, notification: NewNotification): Promise<void> {
    await tx.query(
      `${INSERT} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now()) ON CONFLICT (order_id, kind) DO NOTHING`,
      [...columnsOf(notification), transition('pending', 'send')],
    );
  }
}

function columnsOf({
  notificationId,
  orderId,
  kind,
  customerId,
  channel,
  subject,
  invoiceNumber,
}: NewNotification): unknown[] {
  return [notificationId, orderId, kind, customerId, channel, subject, invoiceNumber];
}
