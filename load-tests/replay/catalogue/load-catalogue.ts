import { productView } from '@breakwater/contracts';
import { putProduct, rememberStockBefore, restock } from '../../lib/catalogue/products.js';
import { untilOrdersKnows } from '../../lib/catalogue/read-model.js';
import { concurrently } from '../../lib/http/concurrently.js';
import { UnexpectedAnswerError } from '../../lib/http/errors.js';
import type { Shop } from '../../lib/orders/shop.js';
import { planCatalogue, usualPrices, type Product } from './catalogue.js';
import type { Survey } from './survey.js';

const CATEGORY = 'online-retail';

export interface LoadOptions {
  stockShare: number;
  concurrency: number;
  /** How long orders' read model may take to make its next step. */
  stallMs: number;
}

/**
 * Brings products, prices and stock into the shop by its admin API, and waits until orders knows them.
 * @returns by `productKey`
 */
export async function loadCatalogue(shop: Shop, seen: Survey, options: LoadOptions): Promise<Map<string, Product>> {
  const prices = await pricesInShop(shop, [...usualPrices(seen.demand).keys()], options.concurrency);
  const catalogue = planCatalogue(seen.demand, {
    stockShare: options.stockShare,
    priceInShop: (sku) => prices.get(sku),
  });

  const step = shop.progress.begin('products', catalogue.size);
  await concurrently(catalogue.values(), options.concurrency, async (product) => {
    await putProduct(shop, { ...product, category: CATEGORY });
    step.advance();
  });
  step.end();

  await rememberStockBefore(
    shop,
    [...catalogue.values()].map(({ sku }) => sku),
  );
  const deliveries = shop.progress.begin('stock', catalogue.size);
  await concurrently(catalogue.values(), options.concurrency, async ({ sku, stock }) => {
    await restock(shop, sku, stock);
    deliveries.advance();
  });
  deliveries.end();

  await untilOrdersKnows(shop, CATEGORY, options.stallMs);
  return catalogue;
}

async function pricesInShop(
  shop: Shop,
  stockCodes: readonly string[],
  concurrency: number,
): Promise<Map<string, number>> {
  const prices = new Map<string, number>();
  const step = shop.progress.begin('products in the shop', stockCodes.length);
  await concurrently(stockCodes, concurrency, async (sku) => {
    const url = `${shop.urls.inventory}/products/${encodeURIComponent(sku)}`;
    const answer = await shop.client.call({ method: 'GET', url, answer: productView });
    if (answer.ok) prices.set(sku, answer.body.price.amount);
    else if (answer.status !== 404) throw new UnexpectedAnswerError(`GET ${url}`, answer.status, answer.problem);
    step.advance();
  });
  step.end();
  return prices;
}
