import type { PutProductBody } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Writes of the catalogue, inside the caller's transaction. */
@Injectable()
export class ProductChangesRepository {
  /** Makes the category unless it is there. */
  async ensureCategory(tx: EntityManager, slug: string): Promise<void> {
    await tx.query(`INSERT INTO category (slug, name) VALUES ($1, $1) ON CONFLICT DO NOTHING`, [slug]);
  }

  /**
   * Creates the product, or changes it and raises its version.
   *
   * @returns the new version; undefined when the product was exactly like this already
   */
  async saveProduct(tx: EntityManager, sku: string, product: PutProductBody): Promise<number | undefined> {
    const [saved] = await tx.query<{ version: number }[]>(
      `INSERT INTO product (sku, name, category_slug, price_amount, price_currency, weight_grams)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (sku) DO UPDATE SET name = excluded.name, category_slug = excluded.category_slug,
         price_amount = excluded.price_amount, price_currency = excluded.price_currency,
         weight_grams = excluded.weight_grams, version = product.version + 1
       WHERE (product.name, product.category_slug, product.price_amount, product.price_currency, product.weight_grams)
         IS DISTINCT FROM
         (excluded.name, excluded.category_slug, excluded.price_amount, excluded.price_currency, excluded.weight_grams)
       RETURNING version`,
      [sku, product.name, product.category, product.price.amount, product.price.currency, product.weightGrams],
    );
    return saved?.version;
  }

  /** Gives a new product its empty stock; false when it has stock already. */
  async ensureStock(tx: EntityManager, sku: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(`INSERT INTO stock (sku) VALUES ($1) ON CONFLICT DO NOTHING RETURNING sku`, [
      sku,
    ]);
    return rows.length === 1;
  }
}
