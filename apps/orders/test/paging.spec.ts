import { type OrderSummary, orderPage, orderSummaryPage, type OrderView } from '@breakwater/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Customer, HEART, LANTERN, type OrdersShop, startOrdersShop } from './support/orders-shop.js';

describe('lists of orders', () => {
  let shop: OrdersShop;
  let ada: Customer;
  const placed: OrderView[] = [];
  beforeAll(async () => {
    shop = await startOrdersShop();
    ada = await shop.customer();
    const grace = await shop.customer();
    for (let count = 1; count <= 23; count += 1) {
      placed.push(
        await ada.order([
          { sku: HEART, quantity: count },
          { sku: LANTERN, quantity: 1 },
        ]),
      );
      if (count % 5 === 0) await grace.order();
    }
  });
  afterAll(() => shop.stop());

  const walkMine = async (limit: number, afterFirst?: () => Promise<unknown>): Promise<OrderView[][]> => {
    const pages: OrderView[][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await ada.call('GET', `/orders?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      const page = orderPage.parse(body);
      pages.push(page.items);
      if (pages.length === 1) await afterFirst?.();
      cursor = page.nextCursor;
    }
    return pages;
  };

  it('walks all of a customer’s orders, newest first, each once and whole', async () => {
    const pages = await walkMine(5);
    expect(pages.map((page) => page.length)).toEqual([5, 5, 5, 5, 3]);
    expect(pages.flat()).toEqual(placed.toReversed());
  });

  it('ends on the last page when it is full', async () => {
    expect((await walkMine(23)).map((page) => page.length)).toEqual([23]);
    expect((await walkMine(22)).map((page) => page.length)).toEqual([22, 1]);
  });

  it('is not shifted by an order placed during the walk', async () => {
    const known = [...placed];
    const pages = await walkMine(10, async () => placed.push(await ada.order()));
    expect(pages.flat()).toEqual(known.toReversed());
  });

  it('takes a limit of 50 when none is given', async () => {
    const { body } = await ada.call('GET', '/orders');
    expect(orderPage.parse(body)).toMatchObject({ items: { length: placed.length }, nextCursor: null });
  });

  it('walks all orders for the back office, oldest first', async () => {
    const admin = await shop.admin();
    const all: OrderSummary[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await admin.call('GET', `/admin/orders?limit=10${cursor && `&cursor=${cursor}`}`);
      const page = orderSummaryPage.parse(body);
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(all).toHaveLength(placed.length + 4);
    expect(all.map(({ orderId }) => orderId)).toEqual(all.map(({ orderId }) => orderId).toSorted());
    expect(all.filter(({ customerId }) => customerId === ada.customerId)).toEqual(
      placed.map(({ orderId, status, placedAt, items, total }) => ({
        orderId,
        customerId: ada.customerId,
        status,
        placedAt,
        lines: items.length,
        total,
        hasShipment: false,
      })),
    );
  });
});
