import 'reflect-metadata';
import { type OrderView, orderView } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type Customer, HEART, type OrdersShop, startOrdersShop } from './support/orders-shop.js';
import { answer, quote } from './support/shipping-stub.js';

describe('a customer who hangs up during the checkout', () => {
  let shop: OrdersShop;
  let ada: Customer;
  beforeAll(async () => {
    shop = await startOrdersShop({ QUOTE_DEADLINE_MS: '60000' });
    ada = await shop.customer();
  });
  afterAll(() => shop.stop());

  const orders = async (): Promise<OrderView[]> => {
    const { body } = await ada.call('GET', '/orders');
    return orderView.array().parse((body as { items: unknown }).items);
  };

  it('gets the quote that was asked for, and no estimate', async () => {
    let proceed: (() => void) | undefined;
    shop.shipping.behave((response) => {
      proceed = () => answer(201, quote())(response);
    });
    const going = new AbortController();
    const asked = fetch(`${shop.service.url}/orders`, {
      method: 'POST',
      signal: going.signal,
      body: JSON.stringify(bodyOf([HEART, 1])),
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${ada.token}`,
        'idempotency-key': newId(),
      },
    });
    const ended = asked.then(
      () => 'answered',
      () => 'hung up',
    );
    const answerNow = await waitUntil('shipping to be asked', () => proceed);
    going.abort();
    expect(await ended).toBe('hung up');
    // Answered after the end of the other connection has arrived: by then the service knows that nobody waits.
    expect(await orders()).toEqual([]);
    answerNow();
    const [placed] = await waitUntil('the order', async () => {
      const found = await orders();
      return found.length > 0 ? found : undefined;
    });
    expect(placed?.shipping).toMatchObject({ cost: { amount: 395 }, isEstimate: false });
  });
});
