import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { NotificationConfig } from '../../config.js';
import type { InvoiceDocument } from '../invoice-document.js';
import { drawHeader } from './invoice-header.js';
import { drawTotals } from './invoice-totals.js';
import { drawLines } from './line-table.js';
import { drawFooters } from './page-footers.js';

/** Draws invoices. */
@Injectable()
export class InvoicePdf {
  constructor(@Inject(CONFIG) private readonly config: Pick<NotificationConfig, 'emailFrom'>) {}

  /**
   * Draws an invoice as PDF. The same invoice gives the same bytes, so that an e-mail that is sent again with the same
   * `Idempotency-Key` has the same body. Long ones let other work of the process have its turn meanwhile.
   */
  async render(invoice: InvoiceDocument): Promise<Buffer> {
    // pdfkit takes a tenth of a second and 30 MB to load: a process pays when it draws its first invoice, not when it starts.
    const { default: PDFDocument } = await import('pdfkit');
    const doc = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      lang: 'en-GB',
      displayTitle: true,
      info: {
        Title: `Invoice ${invoice.invoiceNumber}`,
        Author: 'Breakwater',
        Creator: 'Breakwater',
        Producer: 'Breakwater',
        // The document's id is derived from this; the clock would make every drawing another document.
        CreationDate: new Date(invoice.issuedAt),
      },
    });
    const bytes = collect(doc);
    const below = await drawLines(doc, invoice.lines, drawHeader(doc, invoice));
    drawTotals(doc, invoice, below);
    drawFooters(doc, invoice.invoiceNumber, this.config.emailFrom);
    doc.end();
    return bytes;
  }
}

function collect(doc: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
}
