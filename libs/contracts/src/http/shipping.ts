import { z } from 'zod';
import { id, money, textLine, timestamp } from '../primitives.js';

/** Where to and how heavy: all that a carrier's price depends on. */
export const quoteBody = z.strictObject({
  destination: z.strictObject({
    country: z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code such as GB'),
    postcode: textLine(20),
  }),
  weightGrams: z.int().min(1).max(2_000_000_000),
});
export type QuoteBody = z.infer<typeof quoteBody>;

export const shippingOffer = z.object({
  carrier: z.string(),
  service: z.string(),
  cost: money,
  days: z.int(),
  /** True when the price comes from a cache or a tariff, not from the carrier just now. */
  isFallback: z.boolean(),
  /** When the price was the carrier's. */
  asOf: timestamp,
});
export type ShippingOffer = z.infer<typeof shippingOffer>;

/** Cheapest offer first. Carriers that did not answer are missing from it. */
export const quoteView = z.object({ quoteId: id, offers: z.array(shippingOffer).min(1), expiresAt: timestamp });
export type QuoteView = z.infer<typeof quoteView>;

export const shipmentStatus = z.enum(['booked', 'cancelled']);

export const shipmentView = z.object({
  shipmentId: id,
  orderId: id,
  status: shipmentStatus,
  carrier: z.string(),
  service: z.string(),
  trackingNumber: z.string(),
  cost: money,
  bookedAt: timestamp,
});
export type ShipmentView = z.infer<typeof shipmentView>;
