import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('label')
export class Label {
  @PrimaryColumn({ name: 'label_id', type: 'uuid' })
  labelId: string;

  @Column({ type: 'text' })
  carrier: string;

  @Column({ name: 'idempotency_key', type: 'text' })
  idempotencyKey: string;

  /** Of the body that came with the key. */
  @Column({ type: 'text' })
  fingerprint: string;

  @Column({ type: 'text' })
  reference: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ name: 'tracking_number', type: 'text' })
  trackingNumber: string;

  /** Pence; PostgreSQL's driver hands a bigint over as text. */
  @Column({ name: 'price_amount', type: 'bigint', transformer: { to: (amount: number) => amount, from: Number } })
  priceAmount: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'voided_at', type: 'timestamptz', nullable: true })
  voidedAt: Date | null;
}
