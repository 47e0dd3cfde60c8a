import type { Money, OrderSnapshot, PayloadOf } from '@breakwater/contracts';
import type { Order } from './order.entity.js';

/** The customer as events name them. */
export const customerOf = (order: Order): OrderSnapshot['customer'] => ({
  customerId: order.customerId,
  email: order.customerEmail,
  name: order.customerName,
});

/** What the order costs now: as accepted, or with the shipping's real cost once that is known. */
export function totalOf(order: Order): Money {
  const shippingCost = order.finalShippingCost ?? order.quote.cost.amount;
  return { amount: order.itemsTotal + shippingCost, currency: order.currency };
}

/** The whole order as it was placed and accepted, for its events: names, prices and shipping cost never differ between them. */
export function snapshotOf(order: Order): OrderSnapshot {
  const money = (amount: number): Money => ({ amount, currency: order.currency });
  return {
    orderId: order.id,
    customer: customerOf(order),
    placedAt: order.placedAt.toISOString(),
    lines: order.items.map(({ line, sku, name, quantity, unitPrice }) => ({
      line,
      sku,
      name,
      quantity,
      unitPrice: money(unitPrice),
    })),
    itemsTotal: money(order.itemsTotal),
    shippingCost: order.quote.cost,
    total: money(order.itemsTotal + order.quote.cost.amount),
    weightGrams: order.weightGrams,
    shipTo: order.shipTo,
    quote: order.quote,
  };
}

export function cancellationOf(
  order: Order,
  cancelledBy: PayloadOf<'order.cancelled'>['cancelledBy'],
): PayloadOf<'order.cancelled'> {
  return { orderId: order.id, customer: customerOf(order), cancelledBy, total: totalOf(order) };
}
