import type { Money, OrderView } from '@breakwater/contracts';
import { totalOf } from './order-snapshot.js';
import { Order } from './order.entity.js';

/** The order as its customer sees it now. */
export function viewOf(order: Order): OrderView {
  const money = (amount: number): Money => ({ amount, currency: order.currency });
  return {
    orderId: order.id,
    status: order.status,
    version: order.version,
    placedAt: order.placedAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    items: order.items.map(({ line, sku, name, quantity, unitPrice }) => ({
      line,
      sku,
      name,
      quantity,
      unitPrice: money(unitPrice),
      lineTotal: money(unitPrice * quantity),
    })),
    itemsTotal: money(order.itemsTotal),
    shipping: {
      cost: money(order.finalShippingCost ?? order.quote.cost.amount),
      isEstimate: order.quote.isFallback && order.reconciledAt === null,
      asOf: order.reconciledAt?.toISOString() ?? order.quote.asOf,
      carrier: order.quote.carrier,
      service: order.quote.service,
      estimate: estimateOf(order),
    },
    total: totalOf(order),
    shipTo: order.shipTo,
    shipment: order.shipment,
    rejection: order.rejection,
    correlationId: order.correlationId,
  };
}

function estimateOf({ quote, finalShippingCost }: Order): OrderView['shipping']['estimate'] {
  if (!quote.isFallback) return null;
  const { cost } = quote;
  return { cost, differenceAmount: finalShippingCost === null ? null : finalShippingCost - cost.amount };
}

/**
 * The order as it was first answered, whatever became of it since: what a repeated request gets. Everything it needs is in
 * columns that never change, so no answers are stored.
 */
export function viewAsPlaced(order: Order): OrderView {
  const asPlaced = {
    status: 'placed',
    version: 1,
    updatedAt: order.placedAt,
    finalShippingCost: null,
    reconciledAt: null,
    shipment: null,
    rejection: null,
  } satisfies Partial<Order>;
  return viewOf(Object.assign(new Order(), order, asPlaced));
}
