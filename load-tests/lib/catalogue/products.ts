import { productView, stockPage, stockView, type PutProductBody, type RestockBody } from '@breakwater/contracts';
import { walk } from '../http/pages.js';
import type { Shop } from '../orders/shop.js';

export interface NewProduct {
  sku: string;
  name: string;
  /** In pence. */
  price: number;
  category: string;
}

/** Creates a product by the admin API, or changes it. */
export async function putProduct(shop: Shop, { sku, name, price, category }: NewProduct): Promise<void> {
  await shop.client.require({
    method: 'PUT',
    url: `${shop.urls.inventory}/admin/products/${encodeURIComponent(sku)}`,
    token: await shop.admin.token(),
    body: {
      name,
      category,
      price: { amount: price, currency: 'GBP' },
      weightGrams: 250,
    } satisfies PutProductBody,
    answer: productView,
  });
}

/** Writes down what there is of each product: an earlier run, or somebody else, may have left stock and reservations. */
export async function rememberStockBefore(shop: Shop, skus: Iterable<string>): Promise<void> {
  const { journal } = shop;
  journal.together(() => {
    for (const sku of skus) journal.run('insert into stock (sku) values (?)', sku);
  });
  const list = { url: `${shop.urls.inventory}/admin/stock`, page: stockPage, pageSize: 1000, token: shop.admin.token };
  for await (const { sku, available, reserved } of walk(shop.client, list)) {
    journal.run('update stock set available_before = ?, reserved_before = ? where sku = ?', available, reserved, sku);
  }
}

/** Delivers stock, once however often it is sent, and writes it down. */
export async function restock(shop: Shop, sku: string, quantity: number): Promise<void> {
  await shop.client.require({
    method: 'POST',
    url: `${shop.urls.inventory}/admin/products/${encodeURIComponent(sku)}/restock`,
    token: await shop.admin.token(),
    body: { quantity, reference: `delivery.${shop.runId}` } satisfies RestockBody,
    answer: stockView,
  });
  shop.journal.run('update stock set restocked = ? where sku = ?', quantity, sku);
}
