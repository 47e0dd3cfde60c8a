import type { ShopRequest } from './shop-request.js';

/** One of the customer's own orders. */
export const oneOrderRequest = (token: string, orderId: string): ShopRequest => ({
  route: 'order',
  service: 'orders',
  method: 'GET',
  path: `/orders/${encodeURIComponent(orderId)}`,
  headers: { authorization: `Bearer ${token}` },
  status: 200,
});
