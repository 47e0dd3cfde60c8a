import { categorySlug, id, orderQuery, productQuery, signInBody, sku } from '@breakwater/contracts';
import { describe, expect, it } from 'vitest';
import { profiles, arrivalsOf } from '../profiles.js';
import { arrivals } from '../../lib/load/job.js';
import { plannedArrivals } from '../../lib/load/schedule.js';
import { baselineRequest, type BaselineRoute, baselineRouteOf, baselineWeights, type Visited } from './baseline-mix.js';
import { listOrdersRequest } from './list-orders.js';
import type { ShopRequest } from './shop-request.js';

const visited: Visited = {
  categories: ['kitchen', 'garden', 'toys'],
  skus: Array.from({ length: 50 }, (_, index) => `SKU-${index}`),
  orderIds: Array.from({ length: 20 }, (_, index) => `019a0000-0000-7000-8000-0000000000${10 + index}`),
  customer: { email: 'ada@example.com', password: 'a password' },
};
const request = (index: number): ShopRequest => baselineRequest(index, visited, 'a-token');
const routes = (from: number, count: number): BaselineRoute[] =>
  Array.from({ length: count }, (_, index) => baselineRouteOf(from + index));
const count = (all: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of all) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
};

describe('the mix', () => {
  it('has its weights exactly in every hundred requests, wherever they begin', () => {
    expect(Object.values(baselineWeights).reduce((sum, weight) => sum + weight, 0)).toBe(100);
    for (const from of [0, 1, 57, 62_900]) expect(count(routes(from, 100))).toEqual({ ...baselineWeights });
  });

  it('does not ask for the same route many times in a row', () => {
    const all = routes(0, 1_000);
    const longest = all.reduce(
      ({ run, most, last }, route) => {
        const now = route === last ? run + 1 : 1;
        return { run: now, most: Math.max(most, now), last: route };
      },
      { run: 0, most: 0, last: baselineRouteOf(999) },
    );
    expect(longest.most).toBeLessThanOrEqual(2);
  });

  it('has every route in a run of some seconds', () => {
    const inCi = plannedArrivals(arrivals.parse(arrivalsOf(profiles.baseline.ci)));
    expect(new Set(routes(0, inCi)).size).toBe(Object.keys(baselineWeights).length);
  });

  it('is the same for the same index, and comes to all products, categories and orders', () => {
    for (const index of [0, 27, 4_711]) expect(request(index)).toEqual(request(index));
    const paths = new Set(Array.from({ length: 5_000 }, (_, index) => request(index).path));
    const asked = (prefix: RegExp) => [...paths].filter((path) => prefix.test(path)).length;
    expect(asked(/^\/products\/SKU-\d+$/)).toBe(50);
    expect(asked(/^\/products\/SKU-\d+\/stock$/)).toBe(50);
    expect(asked(/^\/categories\/\w+\/products/)).toBe(3);
    expect(asked(/^\/orders\/019a/)).toBe(20);
  });
});

describe('a request', () => {
  const ofRoute = (route: BaselineRoute): ShopRequest => {
    for (let index = 0; index < 100; index += 1) if (baselineRouteOf(index) === route) return request(index);
    throw new Error(`no ${route}`);
  };

  it('asks what the contracts allow', () => {
    const products = new URL(ofRoute('products').path, 'http://shop');
    expect(categorySlug.safeParse(products.pathname.split('/')[2]).success).toBe(true);
    expect(productQuery.parse(Object.fromEntries(products.searchParams)).limit).toBe(20);
    expect(sku.safeParse(ofRoute('product').path.split('/')[2]).success).toBe(true);
    expect(
      orderQuery.parse(Object.fromEntries(new URL(ofRoute('orders').path, 'http://shop').searchParams)).limit,
    ).toBe(20);
    expect(id.safeParse(ofRoute('order').path.split('/')[2]).success).toBe(true);
    expect(signInBody.parse(JSON.parse(ofRoute('sign-in').body ?? ''))).toEqual(visited.customer);
  });

  it('goes to the service that has the route, with a token only where one is wanted', () => {
    const told = (Object.keys(baselineWeights) as BaselineRoute[]).map((route) => {
      const { service, method, headers } = ofRoute(route);
      return [route, service, method, headers['authorization']];
    });
    expect(told).toEqual([
      ['categories', 'inventory', 'GET', undefined],
      ['products', 'inventory', 'GET', undefined],
      ['product', 'inventory', 'GET', undefined],
      ['stock', 'inventory', 'GET', undefined],
      ['orders', 'orders', 'GET', 'Bearer a-token'],
      ['order', 'orders', 'GET', 'Bearer a-token'],
      ['sign-in', 'identity', 'POST', undefined],
    ]);
  });

  it('for a page of orders says how many', () => {
    expect(listOrdersRequest('t', 500)).toMatchObject({
      path: '/orders?limit=500',
      headers: { authorization: 'Bearer t' },
      status: 200,
    });
    expect(orderQuery.parse({ limit: '500' }).limit).toBe(500);
  });
});
