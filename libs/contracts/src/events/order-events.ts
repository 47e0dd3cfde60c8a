import { z } from 'zod';
import { address, email, id, money, quantity, sku, timestamp } from '../primitives.js';

export const customerRef = z.object({ customerId: id, email, name: z.string() });

/** The quote that the customer accepted at checkout. `isFallback`: taken from a cache or a tariff, not from the carrier. */
export const acceptedQuote = z.object({
  quoteId: id,
  carrier: z.string(),
  service: z.string(),
  cost: money,
  isFallback: z.boolean(),
  asOf: timestamp,
});
export type AcceptedQuote = z.infer<typeof acceptedQuote>;

export const orderEventLine = z.object({ line: z.int().min(1), sku, name: z.string(), quantity, unitPrice: money });
export type OrderEventLine = z.infer<typeof orderEventLine>;

/** The whole order as its consumers need it, so that none of them has to ask for more. */
export const orderSnapshot = z.object({
  orderId: id,
  customer: customerRef,
  placedAt: timestamp,
  lines: z.array(orderEventLine).min(1),
  itemsTotal: money,
  shippingCost: money,
  total: money,
  weightGrams: z.int().min(0),
  shipTo: address,
  quote: acceptedQuote,
});
export type OrderSnapshot = z.infer<typeof orderSnapshot>;

export const orderPlaced = orderSnapshot;
export const orderConfirmed = orderSnapshot;

/** A product of which there was too little; `name` where whoever says so knows it. */
export const shortage = z.object({
  sku,
  name: z.string().optional(),
  requested: z.int().min(1),
  available: z.int().min(0),
});
export type Shortage = z.infer<typeof shortage>;

export const orderRejected = z.object({
  orderId: id,
  customer: customerRef,
  reason: z.enum(['insufficient-stock']),
  shortages: z.array(shortage),
});

export const orderCancelled = z.object({
  orderId: id,
  customer: customerRef,
  cancelledBy: z.enum(['customer', 'admin']),
  total: money,
});
