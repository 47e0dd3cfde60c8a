import { z } from 'zod';
import { categorySlug, money, pageOf, pageQuery, sku, textLine } from '../primitives.js';

export const categoryView = z.object({ slug: categorySlug, name: z.string(), products: z.int() });
export type CategoryView = z.infer<typeof categoryView>;

export const productView = z.object({
  sku,
  name: z.string(),
  category: categorySlug,
  price: money,
  weightGrams: z.int(),
  available: z.int(),
  version: z.int(),
});
export type ProductView = z.infer<typeof productView>;
export const productPage = pageOf(productView);
export const productQuery = pageQuery(200, 50);

export const stockView = z.object({ sku, available: z.int(), reserved: z.int(), version: z.int() });
export type StockView = z.infer<typeof stockView>;
export const stockPage = pageOf(stockView);
export const stockQuery = pageQuery(1000, 200);

/** Creates the product, or changes it. A category that is not there yet is created with this name as its slug. */
export const putProductBody = z.strictObject({
  name: textLine(120),
  category: categorySlug,
  price: money,
  weightGrams: z.int().min(1).max(1_000_000).default(250),
});
export type PutProductBody = z.infer<typeof putProductBody>;

/** `reference` names the delivery (a delivery note's number): the same reference for the same product counts once. */
export const restockBody = z.strictObject({
  quantity: z.int().min(1).max(10_000_000),
  reference: z.string().regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 visible ASCII characters'),
});
export type RestockBody = z.infer<typeof restockBody>;

/** Per category: what lies there, what moved, how long it lasts. */
export const stockReport = z.object({
  generatedAt: z.string(),
  days: z.int(),
  categories: z.array(
    z.object({
      category: categorySlug,
      products: z.int(),
      available: z.int(),
      reserved: z.int(),
      value: money,
      sold: z.int(),
      daysOfCover: z.number().nullable(),
      topSellers: z.array(z.object({ sku, name: z.string(), sold: z.int(), shareOfCategory: z.number() })),
    }),
  ),
});
export type StockReport = z.infer<typeof stockReport>;
export const stockReportQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(40) });
