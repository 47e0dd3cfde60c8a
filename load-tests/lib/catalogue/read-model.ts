import { setTimeout as delay } from 'node:timers/promises';
import type { Shop } from '../orders/shop.js';
import { putProduct } from './products.js';
import { PROBE_SKU, ReadModelProbe } from './read-model-probe.js';

const PAUSE_MS = 100;

/**
 * Waits until checkout knows the products and the stock that were delivered.
 * @param category of the product that asks for it
 * @param stallMs how long the read model may take to make its next step
 * @throws ReadModelStalledError
 */
export async function untilOrdersKnows(shop: Shop, category: string, stallMs: number): Promise<void> {
  const { journal, progress } = shop;
  await putProduct(shop, { sku: PROBE_SKU, name: 'Not for sale: asks what orders knows', price: 1, category });
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
