import { describe, expect, it } from 'vitest';
import { chaosCatalogue, RUSH_SIZE } from './chaos-catalogue.js';
import { CUSTOMERS, dueMs, plannedOrder } from './order-plan.js';

const catalogue = chaosCatalogue(2_000);
const planned = (seed: number) => Array.from({ length: 2_000 }, (_, index) => plannedOrder(seed, index, catalogue));

describe('the plan of orders', () => {
  it('is the same for the same seed, in whatever order it is asked for', () => {
    expect(planned(5)).toEqual(planned(5).map((_, index, all) => plannedOrder(5, all[index]?.index ?? -1, catalogue)));
    expect(planned(5)).not.toEqual(planned(6));
  });

  it('has orders of all kinds: sent twice, cancelled, after a new sign-in, by every customer', () => {
    const orders = planned(5);
    const share = (of: (order: (typeof orders)[number]) => boolean) => orders.filter(of).length / orders.length;
    expect(share(({ isSentTwice }) => isSentTwice)).toBeGreaterThan(0.03);
    expect(share(({ cancelAfterMs }) => cancelAfterMs !== undefined)).toBeGreaterThan(0.04);
    expect(share(({ signsInAgain }) => signsInAgain)).toBeGreaterThan(0.01);
    expect(new Set(orders.map(({ customer }) => customer)).size).toBe(CUSTOMERS);
  });

  it('costs what its items cost', () => {
    const price = new Map([...catalogue.ample, ...catalogue.scarce].map((product) => [product.sku, product.price]));
    for (const { items, itemsTotal } of planned(5).slice(0, 100)) {
      expect(items.reduce((sum, { sku, quantity }) => sum + quantity * (price.get(sku) ?? NaN), 0)).toBe(itemsTotal);
    }
  });

  it('never wants more ample products than there are, and more scarce ones than there are', () => {
    const wanted = new Map<string, number>();
    for (const { items } of planned(5))
      for (const { sku, quantity } of items) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
    for (const { sku, stock } of catalogue.ample) expect(wanted.get(sku)).toBeLessThanOrEqual(stock);
    for (const [sku, pieces] of wanted) if (sku.startsWith('SCARCE')) expect(pieces).toBe(RUSH_SIZE * 2);
    expect(Math.max(...catalogue.scarce.map(({ stock }) => stock))).toBeLessThan(RUSH_SIZE * 2);
  });

  it('arrives at a steady rate, a rush at one moment', () => {
    const due = planned(5).map((order) => dueMs(order, 50));
    expect(due.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 100, 120]);
    expect(due[1_999]).toBe(39_980);
  });
});
