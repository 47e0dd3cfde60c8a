import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { InvoiceContent } from './invoice-document.js';

@Entity('invoice')
export class Invoice {
  /** An order has one invoice. */
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  /** Unique and growing; PostgreSQL's driver hands a bigint over as text. */
  @Column('bigint', { transformer: { to: (sequence: number) => sequence, from: Number } })
  sequence: number;

  @Column('jsonb')
  content: InvoiceContent;
}
