import { sessionView, categoryView, productPage, type PlaceOrderBody, type ProductView } from '@breakwater/contracts';
import { waitFor } from '@breakwater/embedded';
import { z } from 'zod';
import { LocalShopError } from './errors.js';
import type { ServiceName } from './services.js';

export interface Credentials {
  email: string;
  password: string;
}

/** Orders learns of the catalogue by events; a fresh one has thousands to read. */
const CATALOGUE_TIMEOUT_MS = 30_000;
const REQUEST_TIMEOUT_MS = 5_000;
const FAR_TOO_MANY = 100_000;

const shipTo: PlaceOrderBody['shipTo'] = {
  name: 'Demo Customer',
  street: '1 Harbour Street',
  city: 'Falmouth',
  postcode: 'TR11 3XP',
  country: 'GB',
};

/** Signs in at identity. @returns the access token */
export async function signIn(identityUrl: string, credentials: Credentials): Promise<string> {
  const answer = await request(`${identityUrl}/sessions`, { method: 'POST', body: credentials });
  return sessionView.parse(await expectOk(answer)).accessToken;
}

/** A body that places an order, for a product that is in stock and that orders knows by now. */
export async function demoOrder(urls: Readonly<Record<ServiceName, string>>, token: string): Promise<PlaceOrderBody> {
  const product = await productInStock(urls.inventory);
  await waitFor(() => canBeOrdered(urls.orders, token, product.sku), {
    what: `orders to learn of the catalogue (product ${product.sku})`,
    timeoutMs: CATALOGUE_TIMEOUT_MS,
    everyMs: 100,
  });
  return { items: [{ sku: product.sku, quantity: 1 }], shipTo };
}

async function productInStock(inventoryUrl: string): Promise<ProductView> {
  const categories = z.array(categoryView).parse(await expectOk(await request(`${inventoryUrl}/categories`)));
  for (const { slug } of categories) {
    const page = productPage.parse(
      await expectOk(await request(`${inventoryUrl}/categories/${slug}/products?limit=50`)),
    );
    const product = page.items.find(({ available }) => available > 0);
    if (product) return product;
  }
  throw new LocalShopError(
    'nothing-in-stock',
    'No product is in stock. Restock one as admin, or start anew: npm run reset',
  );
}

const refusal = z.object({
  code: z.string(),
  shortages: z.array(z.object({ available: z.number() })).optional(),
});

/** Asks for far too many: the refusal, which leaves nothing behind, tells what orders knows of the product. */
async function canBeOrdered(ordersUrl: string, token: string, sku: string): Promise<boolean> {
  const answer = await request(`${ordersUrl}/orders`, {
    method: 'POST',
    token,
    headers: { 'idempotency-key': crypto.randomUUID() },
    body: { items: [{ sku, quantity: FAR_TOO_MANY }], shipTo },
  });
  const { shortages } = refusal.parse(await answer.json());
  return (shortages?.[0]?.available ?? 0) > 0;
}

interface RequestOptions {
  method?: string;
  token?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

function request(url: string, { method = 'GET', token, headers, body }: RequestOptions = {}): Promise<Response> {
  return fetch(url, {
    method,
    headers: {
      ...headers,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
}

async function expectOk(answer: Response): Promise<unknown> {
  if (answer.ok) return answer.json();
  throw new LocalShopError('unexpected-answer', `${answer.url} answered ${answer.status}: ${await answer.text()}`);
}
