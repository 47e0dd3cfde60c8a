import { productKey, type Demand } from './survey.js';

/** What the replay sells as one product. */
export interface Product {
  sku: string;
  stockCode: string;
  /** In pence. */
  price: number;
  name: string;
  /** Pieces delivered before the first order. */
  stock: number;
}

export interface CatalogueOptions {
  /** Part of the demand that is put on stock; below 1, so that some orders find too little. */
  stockShare: number;
  /**
   * Price in pence of a product that the shop has already, undefined when it has none: a plain stock code that is taken at
   * another price is left alone.
   */
  priceInShop: (sku: string) => number | undefined;
}

/** The SKU of a stock code at a price that is not its usual one: `85123A-225`. */
export const skuAtPrice = (stockCode: string, price: number): string => `${stockCode}-${price}`;

/**
 * In the data one stock code is sold at several prices, in the shop a product has one. So each price is a product of its
 * own, and no line's price has to change: the most frequent price gets the stock code as its SKU, the others a suffix.
 * @returns by `productKey`
 */
export function planCatalogue(demand: ReadonlyMap<string, Demand>, options: CatalogueOptions): Map<string, Product> {
  const usual = usualPrices(demand);
  const catalogue = new Map<string, Product>();
  for (const [key, { stockCode, price, name, pieces }] of demand) {
    const inShop = options.priceInShop(stockCode);
    const plain = usual.get(stockCode) === price && (inShop === undefined || inShop === price);
    const sku = plain ? stockCode : skuAtPrice(stockCode, price);
    catalogue.set(key, { sku, stockCode, price, name, stock: Math.ceil(roundedProduct(pieces, options.stockShare)) });
  }
  return catalogue;
}

/** Each stock code's most frequent price; among equally frequent ones the one that the file has first. */
export function usualPrices(demand: ReadonlyMap<string, Demand>): Map<string, number> {
  const best = new Map<string, Demand>();
  for (const one of demand.values()) {
    const known = best.get(one.stockCode);
    if (known === undefined || one.lines > known.lines) best.set(one.stockCode, one);
  }
  return new Map([...best].map(([stockCode, { price }]) => [stockCode, price]));
}

export function productOf(catalogue: ReadonlyMap<string, Product>, stockCode: string, price: number): Product {
  const product = catalogue.get(productKey(stockCode, price));
  if (product === undefined) throw new Error(`The first pass saw no product ${stockCode} at ${price} pence.`);
  return product;
}

/** 100 × 0.07 is 7.000000000000001 in floats, which `ceil` would make 8. */
const roundedProduct = (pieces: number, share: number): number => Number((pieces * share).toFixed(6));
