import { z } from 'zod';
import { categorySlug, id, money, sku } from '../primitives.js';
import { shortage } from './order-events.js';

/** Most products or levels in one event, so that an import of thousands stays below the broker's message size. */
export const MAX_CHANGES_PER_EVENT = 200;

/** A product as it now is. `version` grows by one with every change of this product; an older one changes nothing. */
export const productState = z.object({
  sku,
  name: z.string(),
  category: categorySlug,
  price: money,
  weightGrams: z.int().min(0),
  version: z.int().min(1),
});
export type ProductState = z.infer<typeof productState>;

/** One or more products changed together (an import changes many in one transaction). */
export const productChanged = z.object({ products: z.array(productState).min(1).max(MAX_CHANGES_PER_EVENT) });

/** What can still be sold of a product. `version` grows by one with every change of this level. */
export const stockLevel = z.object({ sku, available: z.int().min(0), version: z.int().min(1) });
export type StockLevel = z.infer<typeof stockLevel>;

/** One or more levels changed in one transaction (an order takes from each of its products). */
export const stockLevelChanged = z.object({ levels: z.array(stockLevel).min(1).max(MAX_CHANGES_PER_EVENT) });

/** The stock of the whole order is set aside. */
export const stockReserved = z.object({ orderId: id });

/** Too little stock for at least one line: nothing of the order is set aside. */
export const stockRejected = z.object({ orderId: id, shortages: z.array(shortage).min(1) });
