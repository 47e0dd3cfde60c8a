import type { ShopRequest } from './shop-request.js';

/**
 * Places one order.
 * @param body a `PlaceOrderBody` as JSON: written once for many orders, as making it would be the generator's work
 */
export const placeOrderRequest = (token: string, idempotencyKey: string, body: string): ShopRequest => ({
  route: 'place-order',
  service: 'orders',
  method: 'POST',
  path: '/orders',
  headers: {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': idempotencyKey,
  },
  body,
  status: 201,
});
