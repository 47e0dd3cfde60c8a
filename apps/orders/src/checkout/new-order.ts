import type { AcceptedQuote, Address } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { currentContext, type Principal } from '@breakwater/service-kit';
import { Order } from '../order/order.entity.js';
import type { PricedBasket } from './basket.js';

export interface OrderRequest {
  customer: Principal;
  idempotencyKey: string;
  requestHash: string;
  shipTo: Address;
}

/** A new order, not yet written. */
export function newOrder(request: OrderRequest, basket: PricedBasket, quote: AcceptedQuote): Order {
  const { customer, idempotencyKey, requestHash, shipTo } = request;
  const { currency, itemsTotal, weightGrams } = basket;
  const id = newId();
  const now = new Date();
  return Object.assign(new Order(), {
    id,
    customerId: customer.customerId,
    customerEmail: customer.email,
    customerName: customer.name,
    idempotencyKey,
    requestHash,
    currency,
    itemsTotal,
    weightGrams,
    shipTo,
    quote,
    correlationId: currentContext()?.correlationId ?? id,
    placedAt: now,
    status: 'placed',
    version: 1,
    updatedAt: now,
    finalShippingCost: null,
    reconciledAt: null,
    shipment: null,
    rejection: null,
    items: basket.items.map((item) => ({ orderId: id, ...item })),
  } satisfies Order);
}
