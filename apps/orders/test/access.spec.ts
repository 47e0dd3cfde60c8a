import { newId } from '@breakwater/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, HEART, type OrdersShop, startOrdersShop } from './support/orders-shop.js';

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What a token says that needs no key to be made. */
const unsigned = (alg: string): string => {
  const expiresAt = Math.floor(Date.now() / 1_000) + 900;
  const claims = {
    sub: newId(),
    email: 'eve@example.com',
    name: 'Eve',
    role: 'admin',
    iss: 'breakwater-identity',
    aud: 'breakwater',
    exp: expiresAt,
  };
  return `${base64url({ alg, kid: 'test-key' })}.${base64url(claims)}.`;
};

describe('access to orders', () => {
  let shop: OrdersShop;
  beforeAll(async () => {
    shop = await startOrdersShop();
  });
  afterAll(() => shop.stop());

  const routes: [method: string, path: string][] = [
    ['POST', '/orders'],
    ['GET', '/orders'],
    ['GET', `/orders/${newId()}`],
    ['POST', `/orders/${newId()}/cancel`],
    ['GET', '/admin/orders'],
  ];

  it.each<[string, () => Promise<string | undefined> | string | undefined]>([
    ['no token', () => undefined],
    ['an expired token', () => shop.tokens.issue({}, { expiresAt: new Date(Date.now() - 60_000) })],
    ['a forged token', () => shop.tokens.forge()],
    ['a token of another issuer', () => shop.tokens.issue({}, { issuer: 'somebody' })],
    ['a token for another audience', () => shop.tokens.issue({}, { audience: 'somebody' })],
    ['a token with alg none', () => unsigned('none')],
    ['a token that claims a shared secret', () => `${unsigned('HS256')}c2lnbmF0dXJl`],
    ['a token that is none', () => 'abc'],
  ])('%s: 401 on every route', async (_case, make) => {
    const token = await make();
    for (const [method, path] of routes) {
      const body = method === 'POST' && path === '/orders' ? bodyOf([HEART, 1]) : undefined;
      const result = await shop.service.call(method, path, {
        headers: { 'idempotency-key': 'k' },
        ...(token === undefined ? {} : { token }),
        ...(body === undefined ? {} : { body }),
      });
      expect(result.status, `${method} ${path}`).toBe(401);
      expect(result.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(result.body).toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('does not tell somebody else’s order from one that does not exist', async () => {
    const [ada, eve] = await Promise.all([shop.customer(), shop.customer()]);
    const { orderId } = await ada.order();
    for (const id of [orderId, newId()]) {
      const answers = [await eve.call('GET', `/orders/${id}`), await eve.call('POST', `/orders/${id}/cancel`)];
      for (const { status, body } of answers) {
        expect(status).toBe(404);
        expect(body).toMatchObject({ code: 'order-not-found', detail: `Order ${id} does not exist, or is not yours.` });
      }
    }
    expect((await eve.call('GET', '/orders')).body).toEqual({ items: [], nextCursor: null });
    expect(await ada.get(orderId)).toMatchObject({ status: 'placed', version: 1 });
  });

  it('shows an admin every order', async () => {
    const [ada, admin] = await Promise.all([shop.customer(), shop.admin()]);
    const order = await ada.order();
    expect(await admin.get(order.orderId)).toEqual(order);
  });

  it('keeps the list of all orders from customers', async () => {
    const ada = await shop.customer();
    expect(await ada.call('GET', '/admin/orders')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});
