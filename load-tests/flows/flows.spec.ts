import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { open as openBaseline } from './baseline.js';
import { open as openListOrders } from './list-orders.js';
import { baselineRequest, baselineRouteOf, type Visited } from './requests/baseline-mix.js';

// The requests against the real shop are those of `npm run k6:all`; here is how flows go on with its answers.
const customer = { email: 'ada@example.com', password: 'a long password' };
let shop: Awaited<ReturnType<typeof startShop>>;
beforeAll(async () => {
  shop = await startShop();
});
beforeEach(() => shop.reset());
afterAll(() => shop.close());

const never = new AbortController().signal;
const arrival = (index: number) => ({ index, intendedAt: 0 });
const indexOf = (route: string): number => {
  for (let index = 0; index < 100; index += 1) if (baselineRouteOf(index) === route) return index;
  throw new Error(`no ${route}`);
};

describe('the flow of the baseline', () => {
  const open = (more: object = {}) => {
    const { url } = shop;
    return openBaseline({ urls: { identity: url, inventory: `${url}/stock/`, orders: url }, customer, ...more });
  };

  it('looks around, gives the customer the orders that are missing, and sends the mix', async () => {
    shop.orders.push('order-1');
    const flow = await open({ orders: 3 });
    expect(shop.orders).toHaveLength(3);
    expect(new Set(shop.keys).size).toBe(2);
    const visited: Visited = { categories: ['toys'], skus: ['A-1', 'A-2'], orderIds: shop.orders, customer };
    shop.asked.length = 0;
    const outcomes = [];
    for (let index = 0; index < 100; index += 1) outcomes.push(await flow.run(arrival(index), never));
    await flow.close();
    const wanted = Array.from({ length: 100 }, (_, index) => baselineRequest(index, visited, ''));
    expect(outcomes).toEqual(wanted.map(({ route }) => ({ kind: 'ok', label: route })));
    // inventory's base URL has a path.
    expect(shop.asked).toEqual(
      wanted.map(({ service, method, path }) => `${method} ${service === 'inventory' ? '/stock' : ''}${path}`),
    );
  });

  it('goes on with the token of a sign-in that was part of the load', async () => {
    const flow = await open({ orders: 1 });
    await flow.run(arrival(indexOf('orders')), never);
    await flow.run(arrival(indexOf('sign-in')), never);
    await flow.run(arrival(indexOf('orders')), never);
    await flow.close();
    expect(shop.tokens.slice(-2)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('signs in once more when its token is old, however many want it', async () => {
    shop.tokenSeconds = 0;
    const flow = await open({ orders: 1 });
    const before = shop.signIns;
    await Promise.all([1, 2, 3].map(() => flow.run(arrival(indexOf('categories')), never)));
    await flow.close();
    expect(shop.signIns - before).toBe(1);
  });

  it('counts any other status as failed, and a clear no as refused', async () => {
    const flow = await open({ orders: 1 });
    const run = (index: number) => flow.run(arrival(index), never);
    shop.status = 500;
    expect(await run(indexOf('stock'))).toEqual({ kind: 'failed', label: '500' });
    shop.status = 429;
    expect(await run(indexOf('sign-in'))).toEqual({ kind: 'refused', label: '429' });
    await flow.close();
  });

  it('does not open when it cannot sign in, and says what was answered', async () => {
    shop.status = 401;
    await expect(open()).rejects.toThrow(/POST \/sessions at identity was answered 401, not 200/);
  });

  it('does not open when nothing can be ordered', async () => {
    shop.available = 0;
    await expect(open()).rejects.toThrow(/No product is in stock/);
  });

  it.each([
    ['no URL', { urls: { identity: 'shop', inventory: 'http://127.0.0.1', orders: 'http://127.0.0.1' } }, /identity/],
    ['no orders', { orders: 0 }, /orders/],
    ['what it does not know', { users: 5 }, /users/],
  ])('refuses %s', async (_what, more, message) => {
    await expect(open(more)).rejects.toThrow(message);
  });
});

describe('the flow that lists orders', () => {
  it('asks with its tokens in turn for a page as long as told', async () => {
    const flow = await openListOrders({ ordersUrl: shop.url, tokens: ['a', 'b'], limit: 50 });
    for (const index of [0, 1, 2]) {
      expect(await flow.run(arrival(index), never)).toEqual({ kind: 'ok', label: 'listed' });
    }
    shop.status = 503;
    expect(await flow.run(arrival(3), never)).toEqual({ kind: 'failed', label: '503' });
    await flow.close();
    expect(shop.asked).toEqual(Array.from({ length: 4 }, () => 'GET /orders?limit=50'));
    expect(shop.tokens).toEqual(['Bearer a', 'Bearer b', 'Bearer a', 'Bearer b']);
  });

  it.each([
    ['too long a page', { limit: 501 }, /limit/],
    ['no token', { tokens: [] }, /tokens/],
  ])('refuses %s', async (_what, more, message) => {
    await expect(openListOrders({ ordersUrl: shop.url, tokens: ['a'], limit: 5, ...more })).rejects.toThrow(message);
  });
});

/** Answers like identity, inventory (also below /stock) and orders, as far as the flows ask. */
async function startShop() {
  const state = {
    url: '',
    /** Of everything, when it is not 0. */
    status: 0,
    tokenSeconds: 900,
    available: 5,
    signIns: 0,
    orders: [] as string[],
    asked: [] as string[],
    tokens: [] as string[],
    keys: [] as string[],
  };
  const answer = ({ method, url = '', headers }: IncomingMessage): [number, unknown] => {
    const path = url.replace(/^\/stock(?=\/)/, '');
    if (method === 'POST' && path === '/sessions') {
      state.signIns += 1;
      return [200, { accessToken: `token-${state.signIns}`, expiresInSeconds: state.tokenSeconds }];
    }
    if (path === '/categories')
      return [
        200,
        [
          { slug: 'toys', products: 2 },
          { slug: 'empty', products: 0 },
        ],
      ];
    if (path.startsWith('/categories/toys/products')) {
      return [200, { items: ['A-1', 'A-2'].map((sku) => ({ sku, available: state.available })), nextCursor: null }];
    }
    if (path.startsWith('/orders')) state.tokens.push(headers.authorization ?? 'none');
    if (method === 'POST' && path === '/orders') {
      state.keys.push(String(headers['idempotency-key']));
      const orderId = `order-${state.orders.length + 1}`;
      state.orders.push(orderId);
      return [201, { orderId }];
    }
    if (path.startsWith('/orders?')) return [200, { items: state.orders.map((orderId) => ({ orderId })) }];
    return /^\/(products|orders)\//.test(path) ? [200, {}] : [404, {}];
  };
  const server = createServer((request, response) => {
    state.asked.push(`${request.method} ${request.url}`);
    const [status, body] = answer(request);
    request.resume().once('end', () => response.writeHead(state.status || status).end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    reset() {
      Object.assign(state, { status: 0, tokenSeconds: 900, available: 5, signIns: 0 });
      for (const list of [state.orders, state.asked, state.tokens, state.keys]) list.length = 0;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
