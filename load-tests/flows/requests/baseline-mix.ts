import type { Credentials, ShopRequest } from './shop-request.js';

// Read by k6 as well: only types are imported here.

/** What visitors ask for, in percent: the shop's fast routes. Signing in is slow on purpose, and seldom. */
export const baselineWeights = {
  categories: 15,
  products: 30,
  product: 25,
  stock: 12,
  orders: 9,
  order: 8,
  'sign-in': 1,
} as const;
export type BaselineRoute = keyof typeof baselineWeights;

/** What there is to ask for. */
export interface Visited {
  /** Slugs. */
  categories: readonly string[];
  skus: readonly string[];
  /** The customer's own. */
  orderIds: readonly string[];
  customer: Credentials;
}

const PAGE = 20;
const slots = (Object.keys(baselineWeights) as BaselineRoute[]).flatMap((route) =>
  Array.from({ length: baselineWeights[route] }, () => route),
);
/** Has no divisor in common with the 100 slots, so that a hundred requests in a row have exactly the weights, well mixed. */
const STRIDE = 37;

/** The route of the nth request. */
export const baselineRouteOf = (index: number): BaselineRoute =>
  slots[(index * STRIDE) % slots.length] as BaselineRoute;

/**
 * The nth request: the same for the same n, whoever sends it.
 * @param token of the customer, for the routes that want one
 */
export function baselineRequest(index: number, visited: Visited, token: string): ShopRequest {
  const route = baselineRouteOf(index);
  switch (route) {
    case 'categories':
      return get(route, 'inventory', '/categories');
    case 'products':
      return get(route, 'inventory', `/categories/${one(visited.categories, index)}/products?limit=${PAGE}`);
    case 'product':
      return get(route, 'inventory', `/products/${one(visited.skus, index)}`);
    case 'stock':
      return get(route, 'inventory', `/products/${one(visited.skus, index)}/stock`);
    case 'orders':
      return get(route, 'orders', `/orders?limit=${PAGE}`, token);
    case 'order':
      return get(route, 'orders', `/orders/${one(visited.orderIds, index)}`, token);
    case 'sign-in':
      return {
        route,
        service: 'identity',
        method: 'POST',
        path: '/sessions',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(visited.customer),
        status: 200,
      };
  }
}

function get(route: BaselineRoute, service: ShopRequest['service'], path: string, token?: string): ShopRequest {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { route, service, method: 'GET', path, headers, status: 200 };
}

/** Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4): a route comes at few remainders of the index. */
function one(all: readonly string[], index: number): string {
  const share = (Math.imul(index, 0x9e3779b1) >>> 0) / 2 ** 32;
  return encodeURIComponent(all[Math.floor(share * all.length)] ?? '');
}
