import 'reflect-metadata';
import { type OrderView, orderView } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type Customer, HEART, type OrdersShop, startOrdersShop } from './support/orders-shop.js';

/** Above all that a customer says below, and so long that a busy machine takes none of it. */
const DEADLINE_MS = 60_000;

describe('a customer who says how long he waits', () => {
  let shop: OrdersShop;
  let ada: Customer;
  beforeAll(async () => {
    shop = await startOrdersShop({ QUOTE_DEADLINE_MS: String(DEADLINE_MS) });
    ada = await shop.customer();
  });
  afterAll(() => shop.stop());

  const placeSaying = async (deadline: string): Promise<OrderView> => {
    const headers = { 'idempotency-key': newId(), 'x-deadline-ms': deadline };
    const { status, body } = await ada.call('POST', '/orders', bodyOf([HEART, 1]), headers);
    expect(status).toBe(201);
    return orderView.parse(body);
  };

  it.each(['0', '1', '20'])('that is %s ms, gets a quote like everybody, and no estimate', async (deadline) => {
    const { shipping } = await placeSaying(deadline);
    expect(shipping).toMatchObject({ cost: { amount: 395 }, isEstimate: false, estimate: null });
  });

  it('shortens nothing of what shipping is told', async () => {
    await placeSaying(String(DEADLINE_MS / 2));
    expect(Number(shop.shipping.requests.at(-1)?.headers['x-deadline-ms'])).toBeGreaterThan(DEADLINE_MS / 2);
  });
});
