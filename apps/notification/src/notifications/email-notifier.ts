import type { NotificationKind, SendEmailBody } from '@breakwater/contracts';
import { Logger } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EmailProviderClient } from '../email-provider/email-provider.client.js';
import type { EmailText } from './email-texts.js';
import { notificationId } from './notification-id.js';
import { isAllowed } from './notification-state.js';
import { NotificationsRepository } from './notifications.repository.js';

export interface EmailNotification {
  kind: NotificationKind;
  orderId: string;
  customer: { customerId: string; email: string };
  text: EmailText;
  invoiceNumber?: string;
  /** Made only when the e-mail is really sent; the same bytes each time. */
  attachments?: () => Promise<SendEmailBody['attachments']>;
}

/** What the provider took, before the transaction. */
export interface SentEmail {
  notificationId: string;
  orderId: string;
  kind: NotificationKind;
  messageId: string;
}

/**
 * One e-mail for each order and kind: its row is written before it is sent, its id is the provider's `Idempotency-Key`, and
 * the row is marked as sent in the transaction that remembers the event. A process that dies in between sends the same e-mail
 * with the same key again, which the provider delivers once.
 */
@Injectable()
export class EmailNotifier {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly provider: EmailProviderClient,
    private readonly logger: Logger,
  ) {}

  /** Outside of any transaction. @throws EmailProviderUnavailableError (retryable) and EmailRefusedError */
  async send(notification: EmailNotification, signal: AbortSignal): Promise<SentEmail | undefined> {
    const { kind, orderId, customer, text, invoiceNumber = null, attachments } = notification;
    const id = notificationId(orderId, kind);
    const status = await this.notifications.begin({
      notificationId: id,
      orderId,
      kind,
      customerId: customer.customerId,
      channel: 'email',
      subject: text.subject,
      invoiceNumber,
    });
    if (!isAllowed(status, 'send')) return undefined;
    const email = { to: customer.email, ...text, attachments: (await attachments?.()) ?? [] };
    const { messageId } = await this.provider.send(email, { idempotencyKey: id, signal });
    return { notificationId: id, orderId, kind, messageId };
  }

  /** In the transaction that remembers the event. `undefined`: it was sent long before. */
  async markSent(tx: EntityManager, sent: SentEmail | undefined): Promise<void> {
    if (!sent) return;
    const { notificationId: id, orderId, kind, messageId } = sent;
    await this.notifications.markSent(tx, id, messageId);
    this.logger.info({ orderId, kind, messageId }, 'e-mail sent');
  }
}
