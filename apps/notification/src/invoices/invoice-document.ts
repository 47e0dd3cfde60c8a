import type { Address, EventOf, Money, OrderEventLine } from '@breakwater/contracts';

/** All that an invoice shows except its number. Written once, when the order is confirmed, and never changed. */
export interface InvoiceContent {
  orderId: string;
  /** When the order was confirmed; UTC, ISO 8601. */
  issuedAt: string;
  placedAt: string;
  customer: { name: string; email: string };
  shipTo: Address;
  lines: OrderEventLine[];
  itemsTotal: Money;
  shipping: { carrier: string; service: string; cost: Money };
  total: Money;
}

export interface InvoiceDocument extends InvoiceContent {
  /** For example `INV-2026-000123`. */
  invoiceNumber: string;
}

/** The same event always gives the same content, so that a repeated delivery gives the same document. */
export function invoiceContent({ occurredAt, payload: order }: EventOf<'order.confirmed'>): InvoiceContent {
  const { orderId, placedAt, customer, shipTo, lines, itemsTotal, shippingCost, total, quote } = order;
  return {
    orderId,
    issuedAt: occurredAt,
    placedAt,
    customer: { name: customer.name, email: customer.email },
    shipTo,
    lines,
    itemsTotal,
    shipping: { carrier: quote.carrier, service: quote.service, cost: shippingCost },
    total,
  };
}
