import type { ShopRequest } from './shop-request.js';

/**
 * A page of the customer's orders, newest first.
 * @param limit orders on the page, 1 to 500
 */
export const listOrdersRequest = (token: string, limit: number): ShopRequest => ({
  route: 'orders',
  service: 'orders',
  method: 'GET',
  path: `/orders?limit=${limit}`,
  headers: { authorization: `Bearer ${token}` },
  status: 200,
});
