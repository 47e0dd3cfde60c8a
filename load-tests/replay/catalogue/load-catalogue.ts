import { productView, stockPage, stockView, type PutProductBody, type RestockBody } from '@breakwater/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { UnexpectedAnswerError } from '../../lib/http/errors.js';
import { walk } from '../../lib/http/pages.js';
import type { Shop } from '../shop.js';
import { planCatalogue, usualPrices, type Product } from './catalogue.js';
import { concurrently } from './concurrently.js';
import { PROBE_SKU, ReadModelProbe } from './read-model-probe.js';
import type { Survey } from './survey.js';

const CATEGORY = 'online-retail';
const PAUSE_MS = 100;

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
  await putProduct(shop, { sku: PROBE_SKU, name: 'Not for sale: the replay asks with it what orders knows', price: 1 });

  const step = shop.progress.begin('products', catalogue.size);
  await concurrently(catalogue.values(), options.concurrency, async (product) => {
    await putProduct(shop, product);
    step.advance();
  });
  step.end();

  await rememberStockBefore(shop, catalogue);
  const deliveries = shop.progress.begin('stock', catalogue.size);
  await concurrently(catalogue.values(), options.concurrency, async (product) => {
    await restock(shop, product);
    deliveries.advance();
  });
  deliveries.end();

  await untilOrdersKnows(shop, options.stallMs);
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

async function putProduct(shop: Shop, { sku, name, price }: Pick<Product, 'sku' | 'name' | 'price'>): Promise<void> {
  await shop.client.require({
    method: 'PUT',
    url: `${shop.urls.inventory}/admin/products/${encodeURIComponent(sku)}`,
    token: await shop.admin.token(),
    body: {
      name,
      category: CATEGORY,
      price: { amount: price, currency: 'GBP' },
      weightGrams: 250,
    } satisfies PutProductBody,
    answer: productView,
  });
}

/** An earlier replay, or somebody else, may have left stock and reservations. */
async function rememberStockBefore(shop: Shop, catalogue: ReadonlyMap<string, Product>): Promise<void> {
  const { journal } = shop;
  journal.together(() => {
    for (const { sku } of catalogue.values()) journal.run('insert into stock (sku) values (?)', sku);
  });
  const list = { url: `${shop.urls.inventory}/admin/stock`, page: stockPage, pageSize: 1000, token: shop.admin.token };
  for await (const { sku, available, reserved } of walk(shop.client, list)) {
    journal.run('update stock set available_before = ?, reserved_before = ? where sku = ?', available, reserved, sku);
  }
}

async function restock(shop: Shop, { sku, stock }: Product): Promise<void> {
  await shop.client.require({
    method: 'POST',
    url: `${shop.urls.inventory}/admin/products/${encodeURIComponent(sku)}/restock`,
    token: await shop.admin.token(),
    body: { quantity: stock, reference: `replay.${shop.runId}` } satisfies RestockBody,
    answer: stockView,
  });
  shop.journal.run('update stock set restocked = ? where sku = ?', stock, sku);
}

async function untilOrdersKnows(shop: Shop, stallMs: number): Promise<void> {
  const { journal, progress } = shop;
  const probe = new ReadModelProbe(shop.client, shop.urls.orders, shop.admin.token, shop.runId);
  const step = progress.begin("orders' copy of the catalogue", journal.number('select count(*) from stock'));
  const rows = journal.rows('select sku, available_before + restocked as available from stock order by sku');
  const expected = [...rows].map((row) => ({ sku: String(row['sku']), available: Number(row['available']) }));
  let [portions, known] = [0, 0];
  for (const portion of ReadModelProbe.portions(expected)) {
    portions += 1;
    const stalledAt = performance.now() + stallMs;
    for (let attempt = 1; !(await probe.knows(portion, `${portions}.${attempt}`)); attempt += 1) {
      step.at(known, expected.length);
      if (performance.now() > stalledAt) throw new ReadModelStalledError(portion[0]?.sku ?? '', stallMs);
      await delay(PAUSE_MS, undefined, { signal: shop.signal });
    }
    step.at((known += portion.length), expected.length);
  }
  step.end();
}

export class ReadModelStalledError extends Error {
  readonly code = 'read-model-stalled';
  constructor(sku: string, stallMs: number) {
    super(
      `After ${Math.round(stallMs / 1000)} s orders still does not know the products and the stock delivered to inventory (from ${sku} on). ` +
        "Look at orders' and inventory's logs and at their dead letters.",
    );
    this.name = new.target.name;
  }
}
