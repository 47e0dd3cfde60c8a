import type { CategoryView, OrderView, Page, PlaceOrderBody, ProductView, SessionView } from '@breakwater/contracts';
import type { Conversation, Credentials, Session, ShopAnswer, ShopRequest } from './shop-request.js';

// What k6 and our own generator ask before the load begins. Read by k6 as well: only types are imported here.

/** A token is renewed this long before it expires, or in the middle of a short life: none shall expire on its way. */
const RENEW_BEFORE_SECONDS = 60;
const CATEGORIES = 8;
const PRODUCTS_OF_EACH = 50;
const MOST_ORDERS = 500;
const TEXT_SHOWN = 300;

const shipTo: PlaceOrderBody['shipTo'] = {
  name: 'Load Test',
  street: '1 Harbour Street',
  city: 'Falmouth',
  postcode: 'TR11 3XP',
  country: 'GB',
};

/** The shop answered something else than what the load test can go on with. */
export class PreparationError extends Error {
  readonly code = 'preparation-failed';
}

export interface Products {
  /** Slugs. */
  categories: string[];
  skus: string[];
  /** One that is in stock, if there is one. */
  inStock: string | undefined;
  /** All that are: an order of each in turn uses none of them up. */
  stocked: string[];
}

/** @throws PreparationError */
export function* signIn({ email, password }: Credentials): Conversation<Session> {
  const request = post('identity', '/sessions', {}, { email, password }, 200);
  return sessionFrom(request, yield request);
}

/** Also of a sign-in that is part of the load. @throws PreparationError */
export function sessionFrom(request: ShopRequest, answer: ShopAnswer): Session {
  const { accessToken, expiresInSeconds } = bodyOf(request, answer) as SessionView;
  const freshSeconds = Math.max(expiresInSeconds - RENEW_BEFORE_SECONDS, expiresInSeconds / 2);
  return { token: accessToken, staleAtMs: Date.now() + freshSeconds * 1_000 };
}

/** Products of the first categories. @throws PreparationError */
export function* someProducts(): Conversation<Products> {
  const all = get('inventory', '/categories', {});
  const categories = (bodyOf(all, yield all) as CategoryView[])
    .filter(({ products }) => products > 0)
    .slice(0, CATEGORIES)
    .map(({ slug }) => slug);
  if (categories.length === 0) throw new PreparationError('The shop has no products: run the seed of inventory first.');
  const found: ProductView[] = [];
  for (const slug of categories) {
    const page = get('inventory', `/categories/${encodeURIComponent(slug)}/products?limit=${PRODUCTS_OF_EACH}`, {});
    found.push(...(bodyOf(page, yield page) as Page<ProductView>).items);
  }
  const stocked = found.filter(({ available }) => available > 0).map(({ sku }) => sku);
  return { categories, skus: found.map(({ sku }) => sku), inStock: stocked[0], stocked };
}

/**
 * The customer's newest orders; places what is missing of the number that is wanted, one piece of one product each.
 * @param wanted at least so many, 1 to 500
 * @returns their ids
 * @throws PreparationError
 */
export function* ownOrders(
  token: string,
  wanted: number,
  { inStock }: Pick<Products, 'inStock'>,
): Conversation<string[]> {
  if (wanted > MOST_ORDERS) throw new PreparationError(`${wanted} orders are more than a page holds (${MOST_ORDERS}).`);
  const authorization = { authorization: `Bearer ${token}` };
  const list = get('orders', `/orders?limit=${wanted}`, authorization);
  const ids = (bodyOf(list, yield list) as Page<OrderView>).items.map(({ orderId }) => orderId);
  const run = `load-test-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  while (ids.length < wanted) {
    if (inStock === undefined) throw new PreparationError('No product is in stock: restock one, or start a new shop.');
    const key = { 'idempotency-key': `${run}-${ids.length}` };
    const place = post('orders', '/orders', { ...authorization, ...key }, onePiece(inStock), 201);
    ids.push((bodyOf(place, yield place) as OrderView).orderId);
  }
  return ids;
}

/** The smallest order. */
export const onePiece = (sku: string): PlaceOrderBody => ({ items: [{ sku, quantity: 1 }], shipTo });

function get(service: ShopRequest['service'], path: string, headers: Record<string, string>): ShopRequest {
  return { route: 'preparation', service, method: 'GET', path, headers, status: 200 };
}

function post(
  service: ShopRequest['service'],
  path: string,
  headers: Record<string, string>,
  body: object,
  status: number,
): ShopRequest {
  return {
    route: 'preparation',
    service,
    method: 'POST',
    path,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    status,
  };
}

function bodyOf({ method, service, path, status }: ShopRequest, answer: ShopAnswer): unknown {
  if (answer.status !== status) {
    const said = answer.status === 0 ? 'got no answer' : `was answered ${answer.status}`;
    throw new PreparationError(
      `${method} ${path} at ${service} ${said}, not ${status}: ${answer.text.slice(0, TEXT_SHOWN)}. ` +
        'Is the shop up, at the right URLs, and does orders know its catalogue yet?',
    );
  }
  return JSON.parse(answer.text);
}
