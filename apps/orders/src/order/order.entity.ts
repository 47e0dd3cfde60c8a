import type { AcceptedQuote, Address, Money, OrderStatus, OrderView } from '@breakwater/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { amount } from './amount-column.js';
import type { OrderItem } from './order-item.entity.js';

/** An order as its customer placed it, and what became of it. The columns up to `placedAt` never change. */
@Entity('customer_order')
export class Order {
  /** A version 7 UUID: sorted by it, orders are sorted by when they were placed. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @Column('text', { name: 'customer_email' })
  customerEmail: string;

  @Column('text', { name: 'customer_name' })
  customerName: string;

  /** Unique per customer. */
  @Column('text', { name: 'idempotency_key' })
  idempotencyKey: string;

  /** Of the body that came with the key, to tell a repeat from a reuse. */
  @Column('text', { name: 'request_hash' })
  requestHash: string;

  @Column('text')
  currency: Money['currency'];

  @Column('bigint', { name: 'items_total', transformer: amount })
  itemsTotal: number;

  @Column('bigint', { name: 'weight_grams', transformer: amount })
  weightGrams: number;

  @Column('json', { name: 'ship_to' })
  shipTo: Address;

  /** As the customer accepted it. */
  @Column('json')
  quote: AcceptedQuote;

  @Column('text', { name: 'correlation_id' })
  correlationId: string;

  @Column('timestamptz', { name: 'placed_at' })
  placedAt: Date;

  @Column('text')
  status: OrderStatus;

  /** 1 when placed; grows by one with every change. */
  @Column('integer')
  version: number;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  /** What shipping really costs, where the quote was an estimate. */
  @Column('bigint', { name: 'final_shipping_cost', nullable: true, transformer: amount })
  finalShippingCost: number | null;

  @Column('timestamptz', { name: 'reconciled_at', nullable: true })
  reconciledAt: Date | null;

  @Column('json', { nullable: true })
  shipment: OrderView['shipment'];

  @Column('json', { nullable: true })
  rejection: OrderView['rejection'];

  /** Not a relation: a page's items are read with one statement and stitched to their orders. */
  items: OrderItem[];
}
