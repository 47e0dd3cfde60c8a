import type { NotificationKind, NotificationStatus, NotificationView } from '@breakwater/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('notification')
export class Notification {
  @PrimaryColumn('uuid', { name: 'notification_id' })
  notificationId: string;

  /** Grows with every notification: the order of lists. */
  @Column({ type: 'bigint', insert: false })
  position: string;

  @Column('uuid', { name: 'order_id' })
  orderId: string;

  @Column('text')
  kind: NotificationKind;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @Column('text')
  channel: NotificationView['channel'];

  @Column('text')
  status: NotificationStatus;

  @Column('text')
  subject: string;

  @Column('text', { name: 'invoice_number', nullable: true })
  invoiceNumber: string | null;

  @Column('text', { name: 'provider_message_id', nullable: true })
  providerMessageId: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;
}
