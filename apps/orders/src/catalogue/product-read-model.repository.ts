import type { Money, ProductState, StockLevel } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A product as the checkout sees it. */
export interface Product {
  sku: string;
  name: string;
  /** In minor units. */
  unitPrice: number;
  currency: Money['currency'];
  weightGrams: number;
  /** Pieces that could be sold a moment ago; inventory has the last word. */
  available: number;
}

/**
 * Orders' own copy of inventory's products and stock levels. A product's state and its level come by different events, in
 * any order, late and repeated: each has a version of its own in the row, and an older or equal one changes nothing, which the
 * handlers of both rely on: they have no inbox. Rows are written in the order of their SKU, so that two events at a time cannot
 * deadlock.
 */
@Injectable()
export class ProductReadModel {
  /** Takes over states newer than the known ones, with one statement. */
  async applyStates(manager: EntityManager, products: readonly ProductState[]): Promise<void> {
    await manager.query(
      `INSERT INTO product (sku, name, unit_price, currency, weight_grams, product_version)
       SELECT DISTINCT ON (sku) sku, name, unit_price, currency, weight_grams, version
       FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::integer[], $6::integer[])
         AS state (sku, name, unit_price, currency, weight_grams, version)
       ORDER BY sku, version DESC
       ON CONFLICT (sku) DO UPDATE SET name = excluded.name, unit_price = excluded.unit_price,
         currency = excluded.currency, weight_grams = excluded.weight_grams, product_version = excluded.product_version
       WHERE excluded.product_version > product.product_version`,
      [
        products.map(({ sku }) => sku),
        products.map(({ name }) => name),
        products.map(({ price }) => price.amount),
        products.map(({ price }) => price.currency),
        products.map(({ weightGrams }) => weightGrams),
        products.map(({ version }) => version),
      ],
    );
  }

  /** Takes over levels newer than the known ones, with one statement. The level of a product still unknown is kept for it. */
  async applyLevels(manager: EntityManager, levels: readonly StockLevel[]): Promise<void> {
    await manager.query(
      `INSERT INTO product (sku, available, stock_version)
       SELECT DISTINCT ON (sku) sku, available, version
       FROM unnest($1::text[], $2::integer[], $3::integer[]) AS level (sku, available, version)
       ORDER BY sku, version DESC
       ON CONFLICT (sku) DO UPDATE SET available = excluded.available, stock_version = excluded.stock_version
       WHERE excluded.stock_version > product.stock_version`,
      [levels.map(({ sku }) => sku), levels.map(({ available }) => available), levels.map(({ version }) => version)],
    );
  }
}
