import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { InvoiceContent } from './invoice-document.js';
import { Invoice } from './invoice.entity.js';

export type NumberedInvoice = Pick<Invoice, 'sequence' | 'content'>;

@Injectable()
export class InvoicesRepository {
  constructor(private readonly dataSource: DataSource) {}

  find(orderId: string): Promise<Invoice | null> {
    return this.dataSource.getRepository(Invoice).findOneBy({ orderId });
  }

  /**
   * Gives the order an invoice with the next number, or finds the one that it has: the first content stays for ever.
   *
   * Numbers are unique and grow, with gaps: one that a failed or concurrent attempt took is not used again.
   */
  async issue(customerId: string, content: InvoiceContent): Promise<NumberedInvoice> {
    for (;;) {
      const [row] = (await this.dataSource.query(
        `WITH known AS (SELECT sequence, content FROM invoice WHERE order_id = $1),
         issued AS (
           INSERT INTO invoice (order_id, customer_id, sequence, content)
           SELECT $1, $2, nextval('invoice_sequence'), $3 WHERE NOT EXISTS (SELECT FROM known)
           ON CONFLICT (order_id) DO NOTHING RETURNING sequence)
         SELECT sequence, content FROM known UNION ALL SELECT sequence, NULL FROM issued`,
        [content.orderId, customerId, content],
      )) as [{ sequence: string; content: InvoiceContent | null } | undefined];
      if (row) return { sequence: Number(row.sequence), content: row.content ?? content };
      // Another attempt issued it after this statement began; it has committed, so the next look finds it.
    }
  }
}
