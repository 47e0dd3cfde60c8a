import type { ShippingOffer } from '@breakwater/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('quote')
export class Quote {
  @PrimaryColumn('uuid', { name: 'quote_id' })
  quoteId: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @Column('text')
  country: string;

  @Column('text')
  postcode: string;

  @Column('integer', { name: 'weight_grams' })
  weightGrams: number;

  /** Cheapest first. */
  @Column('jsonb')
  offers: ShippingOffer[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
