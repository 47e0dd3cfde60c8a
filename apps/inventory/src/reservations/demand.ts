import type { OrderEventLine, Shortage } from '@breakwater/contracts';

/** Units of each SKU that an order asks for, in SKU order. */
export type Demand = readonly { sku: string; quantity: number }[];

/** Sums an order's lines by SKU. */
export function demandOf(lines: readonly Pick<OrderEventLine, 'sku' | 'quantity'>[]): Demand {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return [...units].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** What is missing to serve the whole demand; a SKU without stock, or unknown here, counts as 0 available. */
export const shortagesOf = (demand: Demand, available: ReadonlyMap<string, number>): Shortage[] =>
  demand
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: available.get(sku) ?? 0 }))
    .filter((line) => line.available < line.requested);
