import type { ProductState } from '@breakwater/contracts';
import { buildEvent } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type OrdersShop, startOrdersShop } from './support/orders-shop.js';

describe('the read model of products', () => {
  let shop: OrdersShop;
  beforeAll(async () => {
    shop = await startOrdersShop();
  });
  afterAll(() => shop.stop());

  const state = (sku: string, version: number, part: Partial<ProductState> = {}): ProductState => ({
    sku,
    name: `${sku} v${version}`,
    category: 'any',
    price: { amount: 100 * version, currency: 'GBP' },
    weightGrams: 10 * version,
    version,
    ...part,
  });
  const changed = (...products: ProductState[]) => buildEvent('product.changed', { products });
  const levels = (...levels: { sku: string; available: number; version: number }[]) =>
    buildEvent('stock.level-changed', { levels });

  const deliver = async (...events: Parameters<typeof shop.broker.publish>): Promise<void> => {
    for (const event of events) {
      await shop.broker.publish(event);
      await shop.broker.drained('orders-catalogue');
    }
  };

  const known = async (sku: string): Promise<unknown> => {
    const rows = (await shop.database.dataSource.query(
      `SELECT name, unit_price::int AS "unitPrice", weight_grams AS "weightGrams", available FROM product WHERE sku = $1`,
      [sku],
    )) as unknown[];
    return rows[0];
  };

  it('takes a product and its level, in either order', async () => {
    await deliver(changed(state('A', 1)), levels({ sku: 'A', available: 7, version: 1 }));
    await deliver(levels({ sku: 'B', available: 7, version: 1 }), changed(state('B', 1)));
    expect(await known('A')).toEqual({ name: 'A v1', unitPrice: 100, weightGrams: 10, available: 7 });
    expect(await known('B')).toEqual({ name: 'B v1', unitPrice: 100, weightGrams: 10, available: 7 });
  });

  it('does not sell a product of which only the level is known, nor one whose level is not', async () => {
    await deliver(levels({ sku: 'LEVEL-ONLY', available: 7, version: 1 }), changed(state('STATE-ONLY', 1)));
    const ada = await shop.customer();
    expect(await ada.place(bodyOf(['LEVEL-ONLY', 1]))).toMatchObject({
      status: 422,
      body: { code: 'unknown-product', skus: ['LEVEL-ONLY'] },
    });
    expect(await ada.place(bodyOf(['STATE-ONLY', 1]))).toMatchObject({
      status: 409,
      body: { shortages: [{ sku: 'STATE-ONLY', requested: 1, available: 0 }] },
    });
  });

  it('is not changed by late or repeated events', async () => {
    const newest = [changed(state('C', 3)), levels({ sku: 'C', available: 30, version: 3 })];
    await deliver(...newest);
    const before = await known('C');
    await deliver(
      ...newest,
      changed(state('C', 2)),
      changed(state('C', 3, { name: 'same version, other name' })),
      levels({ sku: 'C', available: 20, version: 2 }, { sku: 'C', available: 10, version: 1 }),
    );
    expect(await known('C')).toEqual(before);
    expect(await shop.broker.countDeadLetters('orders-catalogue')).toBe(0);
    await deliver(levels({ sku: 'C', available: 0, version: 4 }), changed(state('C', 5)));
    expect(await known('C')).toEqual({ name: 'C v5', unitPrice: 500, weightGrams: 50, available: 0 });
  });

  it('takes the newest of several states of one product in one event', async () => {
    await deliver(
      changed(state('D', 2), state('D', 4), state('D', 3)),
      levels({ sku: 'D', available: 1, version: 1 }, { sku: 'D', available: 9, version: 9 }),
    );
    expect(await known('D')).toEqual({ name: 'D v4', unitPrice: 400, weightGrams: 40, available: 9 });
  });

  it('ends with the newest of many events that arrive at once and shuffled', async () => {
    const skus = Array.from({ length: 20 }, (_, index) => `E-${index}`);
    const versions = [5, 2, 8, 1, 10, 3, 7, 4, 9, 6];
    await shop.broker.publish(
      ...versions.flatMap((version) => {
        const rotated = [...skus.slice(version), ...skus.slice(0, version)];
        return [
          changed(...rotated.map((sku) => state(sku, version))),
          levels(...rotated.toReversed().map((sku) => ({ sku, available: version, version }))),
        ];
      }),
    );
    await shop.broker.drained('orders-catalogue');
    for (const sku of skus) {
      expect(await known(sku)).toEqual({ name: `${sku} v10`, unitPrice: 1_000, weightGrams: 100, available: 10 });
    }
    expect(await shop.broker.countDeadLetters('orders-catalogue')).toBe(0);
  });

  it('is what the next order is priced by', async () => {
    await deliver(changed(state('F', 1)), levels({ sku: 'F', available: 5, version: 1 }));
    await deliver(changed(state('F', 2)));
    const ada = await shop.customer();
    const order = await ada.order([{ sku: 'F', quantity: 5 }]);
    expect(order.items).toMatchObject([{ name: 'F v2', unitPrice: { amount: 200 } }]);
  });
});
