import type { EventOf } from '@breakwater/contracts';
import type { Principal } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { invoiceContent, type InvoiceDocument } from './invoice-document.js';
import { invoiceNumber } from './invoice-number.js';
import { InvoiceNotFoundError } from './invoices.errors.js';
import { InvoicesRepository, type NumberedInvoice } from './invoices.repository.js';

@Injectable()
export class InvoicesService {
  constructor(private readonly invoices: InvoicesRepository) {}

  /** The invoice of a confirmed order, issued now or before. One statement, in no transaction. */
  async issue(event: EventOf<'order.confirmed'>): Promise<InvoiceDocument> {
    return documentOf(await this.invoices.issue(event.payload.customer.customerId, invoiceContent(event)));
  }

  /** @throws InvoiceNotFoundError when there is none, or it is somebody else's */
  async get(orderId: string, user: Principal): Promise<InvoiceDocument> {
    const invoice = await this.invoices.find(orderId);
    if (!invoice || (user.role !== 'admin' && invoice.customerId !== user.customerId))
      throw new InvoiceNotFoundError(orderId);
    return documentOf(invoice);
  }
}

function documentOf({ sequence, content }: NumberedInvoice): InvoiceDocument {
  return { ...content, invoiceNumber: invoiceNumber(content.issuedAt, sequence) };
}
