import { Column, Entity, PrimaryColumn } from 'typeorm';
import { amount } from './amount-column.js';

/** A line of an order, with the product's name and price as they were when it was ordered. */
@Entity('order_item')
export class OrderItem {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId: string;

  /** Counts from 1, in the customer's sequence. */
  @PrimaryColumn('integer')
  line: number;

  @Column('text')
  sku: string;

  @Column('text')
  name: string;

  @Column('integer')
  quantity: number;

  /** In minor units of the order's currency. */
  @Column('bigint', { name: 'unit_price', transformer: amount })
  unitPrice: number;
}
