import { categorySlug, sku } from '@breakwater/contracts';
import { z } from 'zod';

export const categoryParams = z.strictObject({ slug: categorySlug });
export type CategoryParams = z.infer<typeof categoryParams>;

export const productParams = z.strictObject({ sku });
export type ProductParams = z.infer<typeof productParams>;
