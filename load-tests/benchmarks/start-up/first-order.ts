import { categoryView, orderView, productPage, type PlaceOrderBody, type ProductView } from '@breakwater/contracts';
import { waitFor } from '@breakwater/embedded';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { UnexpectedAnswerError } from '../../lib/http/errors.js';
import { signIn } from '../../lib/http/session.js';
import { ShopClient } from '../../lib/http/shop-client.js';
import type { ShopUrls } from '../../lib/http/shop-urls.js';
import { answersReady } from '../../lib/processes/ready.js';

const DEMO_CUSTOMER = { email: 'demo@breakwater.example', password: 'demo-password-1' };
const LOOK_EVERY_MS = 50;

const shipTo = {
  name: 'Demo Customer',
  street: '1 Harbour Street',
  city: 'Falmouth',
  postcode: 'TR11 3XP',
  country: 'GB',
};

/** Refusals of the first seconds, while orders does not know the catalogue yet. */
const NOT_YET: ReadonlySet<string> = new Set(['unknown-product', 'insufficient-stock']);

/** Does what the first customer does, as early as it can be done; returns when the order is confirmed. */
export async function firstConfirmedOrder(urls: ShopUrls, timeoutMs: number): Promise<void> {
  const client = new ShopClient({ connections: 2, patienceMs: 5_000 });
  const until = <T>(what: string, look: () => Promise<T>) => waitFor(look, { what, timeoutMs, everyMs: LOOK_EVERY_MS });
  try {
    await until('identity to be ready', () => answersReady(urls.identity));
    const { value: token } = await signIn(client, urls.identity, DEMO_CUSTOMER);
    await until('inventory to be ready', () => answersReady(urls.inventory));
    const { sku } = await anyProductInStock(client, urls.inventory);
    await until('orders to be ready', () => answersReady(urls.orders));
    const body: PlaceOrderBody = { items: [{ sku, quantity: 1 }], shipTo };
    const order = await until('orders to take an order', () => place(client, urls.orders, token, body));
    const url = `${urls.orders}/orders/${order.orderId}`;
    await until('the order to be confirmed', async () => {
      const { status } = await client.require({ method: 'GET', url, token, answer: orderView });
      return status === 'confirmed';
    });
  } finally {
    await client.close();
  }
}

async function anyProductInStock(client: ShopClient, inventory: string): Promise<ProductView> {
  const categories = await client.require({
    method: 'GET',
    url: `${inventory}/categories`,
    answer: z.array(categoryView),
  });
  for (const { slug } of categories) {
    const url = `${inventory}/categories/${slug}/products?limit=50`;
    const { items } = await client.require({ method: 'GET', url, answer: productPage });
    const product = items.find(({ available }) => available > 0);
    if (product !== undefined) return product;
  }
  throw new Error('The seeded catalogue has nothing in stock.');
}

async function place(client: ShopClient, orders: string, token: string, body: PlaceOrderBody) {
  const url = `${orders}/orders`;
  const answer = await client.call({
    method: 'POST',
    url,
    token,
    idempotencyKey: randomUUID(),
    body,
    answer: orderView,
  });
  if (answer.ok) return answer.body;
  if (NOT_YET.has(answer.problem.code)) return undefined;
  throw new UnexpectedAnswerError(`POST ${url}`, answer.status, answer.problem);
}
