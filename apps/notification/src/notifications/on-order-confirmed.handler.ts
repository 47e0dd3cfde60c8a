import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, OnEvent } from '@breakwater/messaging';
import { CONFIG } from '@breakwater/service-kit';
import { Inject } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { NotificationConfig } from '../config.js';
import type { InvoiceDocument } from '../invoices/invoice-document.js';
import { InvoicesService } from '../invoices/invoices.service.js';
import { InvoicePdf } from '../invoices/pdf/invoice-pdf.js';
import { EmailNotifier, type SentEmail } from './email-notifier.js';
import { orderConfirmedEmail } from './email-texts.js';

/** A confirmed order gets one invoice and one e-mail with it. */
@OnEvent({ queue: 'notification-orders', type: 'order.confirmed' })
export class OnOrderConfirmed implements EventHandler<'order.confirmed', SentEmail | undefined> {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly pdf: InvoicePdf,
    private readonly notifier: EmailNotifier,
    @Inject(CONFIG) private readonly config: NotificationConfig,
  ) {}

  async prepare(
    event: EventOf<'order.confirmed'>,
    { signal }: { signal: AbortSignal },
  ): Promise<SentEmail | undefined> {
    const { orderId, customer } = event.payload;
    const invoice = await this.invoices.issue(event);
    return this.notifier.send(
      {
        kind: 'order-confirmed',
        orderId,
        customer,
        text: orderConfirmedEmail(invoice, this.config.emailFrom),
        invoiceNumber: invoice.invoiceNumber,
        attachments: async () => [await this.#attachment(invoice)],
      },
      signal,
    );
  }

  async handle(_event: EventOf<'order.confirmed'>, tx: EntityManager, sent: SentEmail | undefined): Promise<void> {
    await this.notifier.markSent(tx, sent);
  }

  async #attachment(
    invoice: InvoiceDocument,
  ): Promise<{ filename: string; contentType: string; contentBase64: string }> {
    const bytes = await this.pdf.render(invoice);
    return {
      filename: `${invoice.invoiceNumber}.pdf`,
      contentType: 'application/pdf',
      contentBase64: bytes.toString('base64'),
    };
  }
}
