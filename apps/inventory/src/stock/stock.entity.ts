import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'stock' })
export class StockEntity {
  @PrimaryColumn({ type: 'text' })
  sku: string;

  /** Units that can still be sold; the sum of the product's movements. */
  @Column({ type: 'integer' })
  available: number;

  /** Units set aside for orders. */
  @Column({ type: 'integer' })
  reserved: number;

  @Column({ type: 'integer' })
  version: number;
}
