import type { Principal } from '@breakwater/service-kit';
import type { Order } from './order.entity.js';

/** Customers see their own orders, admins all. */
export const maySee = (user: Principal, order: Order): boolean =>
  user.role === 'admin' || order.customerId === user.customerId;
