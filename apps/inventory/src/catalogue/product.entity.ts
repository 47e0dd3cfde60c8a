import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type ValueTransformer } from 'typeorm';
import { StockEntity } from '../stock/stock.entity.js';

/** PostgreSQL's driver hands a bigint over as text; amounts stay far inside JavaScript's exact integers. */
const exactInteger: ValueTransformer = {
  from: (text: string) => Number(text),
  to: (amount: number) => amount,
};

@Entity({ name: 'product' })
export class ProductEntity {
  @PrimaryColumn({ type: 'text' })
  sku: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ name: 'category_slug', type: 'text' })
  category: string;

  /** Minor units (pence). */
  @Column({ name: 'price_amount', type: 'bigint', transformer: exactInteger })
  priceAmount: number;

  @Column({ name: 'price_currency', type: 'text' })
  priceCurrency: 'GBP';

  @Column({ name: 'weight_grams', type: 'integer' })
  weightGrams: number;

  @Column({ type: 'integer' })
  version: number;

  @OneToOne(() => StockEntity)
  @JoinColumn({ name: 'sku' })
  stock: StockEntity;
}
