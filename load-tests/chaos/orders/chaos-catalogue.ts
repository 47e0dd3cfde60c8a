import type { NewProduct } from '../../lib/catalogue/products.js';

export interface StockedProduct extends NewProduct {
  stock: number;
}

/** What the run sells. */
export interface ChaosCatalogue {
  /** Never sold out. */
  ample: readonly StockedProduct[];
  /** Each is wanted by one rush, and suffices for a part of it. */
  scarce: readonly StockedProduct[];
}

export const CATEGORY = 'chaos';
/** Orders from the beginning of one rush to that of the next. */
export const RUSH_EVERY = 40;
/** Orders that want the same scarce product at the same moment, and pieces that each wants. */
export const RUSH_SIZE = 5;
export const RUSH_PIECES = 2;
/** For two of the five. */
const SCARCE_STOCK = 5;
const AMPLE_PRODUCTS = 12;
/** No order wants more of one product: 4 pieces a line. */
export const MOST_AMPLE_PIECES = 4;
/** Orders that the shop refuses are made up for by others, at most this many times as many. */
const MOST_EXTRA = 1.3;

/** @param orders that will be accepted */
export function chaosCatalogue(orders: number): ChaosCatalogue {
  const product = (sku: string, price: number, stock: number): StockedProduct => ({
    sku,
    name: `Chaos ${sku}`,
    price,
    category: CATEGORY,
    stock,
  });
  return {
    ample: Array.from({ length: AMPLE_PRODUCTS }, (_, index) =>
      product(`AMPLE-${index + 1}`, 199 + index * 50, Math.ceil(orders * MOST_EXTRA) * MOST_AMPLE_PIECES),
    ),
    scarce: Array.from({ length: Math.ceil((orders * MOST_EXTRA) / RUSH_EVERY) + 1 }, (_, index) =>
      product(`SCARCE-${index + 1}`, 1_299, SCARCE_STOCK),
    ),
  };
}
