import { MAX_AMOUNT, type Money, type PlaceOrderBody, type Shortage } from '@breakwater/contracts';
import type { Product } from '../catalogue/product-read-model.repository.js';
import type { OrderItem } from '../order/order-item.entity.js';

/** Heaviest parcel that shipping quotes. */
export const MAX_WEIGHT_GRAMS = 2_000_000_000;

export type TooLarge = 'amount' | 'weight';

export interface PricedBasket {
  outcome: 'priced';
  items: Omit<OrderItem, 'orderId'>[];
  currency: Money['currency'];
  itemsTotal: number;
  weightGrams: number;
}

export type Pricing =
  | PricedBasket
  | { outcome: 'unknown-product'; skus: string[] }
  | { outcome: 'too-large'; why: TooLarge }
  | { outcome: 'insufficient-stock'; shortages: Shortage[] };

/**
 * Prices a basket from the read model. Lines of the same product stay lines of their own; their demand is added up.
 *
 * @param products those of the basket's SKUs that are known
 */
export function priceBasket(lines: PlaceOrderBody['items'], products: ReadonlyMap<string, Product>): Pricing {
  const unknown = new Set<string>();
  const demand = new Map<string, number>();
  const items: PricedBasket['items'] = [];
  let itemsTotal = 0;
  let weightGrams = 0;
  for (const [index, { sku, quantity }] of lines.entries()) {
    const product = products.get(sku);
    if (product === undefined) {
      unknown.add(sku);
      continue;
    }
    demand.set(sku, (demand.get(sku) ?? 0) + quantity);
    itemsTotal += product.unitPrice * quantity;
    weightGrams += product.weightGrams * quantity;
    items.push({ line: index + 1, sku, name: product.name, quantity, unitPrice: product.unitPrice });
  }
  if (unknown.size > 0) return { outcome: 'unknown-product', skus: [...unknown] };
  if (itemsTotal > MAX_AMOUNT) return { outcome: 'too-large', why: 'amount' };
  if (weightGrams > MAX_WEIGHT_GRAMS) return { outcome: 'too-large', why: 'weight' };
  const shortages = shortagesOf(demand, products);
  if (shortages.length > 0) return { outcome: 'insufficient-stock', shortages };
  return { outcome: 'priced', items, currency: 'GBP', itemsTotal, weightGrams };
}

function shortagesOf(demand: ReadonlyMap<string, number>, products: ReadonlyMap<string, Product>): Shortage[] {
  const shortages: Shortage[] = [];
  for (const [sku, requested] of demand) {
    const available = products.get(sku)?.available ?? 0;
    if (requested > available) shortages.push({ sku, requested, available });
  }
  return shortages;
}
