import { z } from 'zod';
import { idempotencyKey, money, textLine, timestamp } from '../primitives.js';

/** The carriers' API: a third party's, so its answers are never trusted unread. */
export const carrierRateBody = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/),
  postcode: textLine(20),
  weightGrams: z.int().min(1),
});
export type CarrierRateBody = z.infer<typeof carrierRateBody>;

export const carrierRate = z.object({
  carrier: textLine(60),
  service: textLine(60),
  price: money,
  days: z.int().min(0).max(60),
});
export type CarrierRate = z.infer<typeof carrierRate>;

/** Booked with an `Idempotency-Key`: the same key gives the same label. */
export const carrierLabelBody = z.strictObject({
  reference: textLine(100),
  service: textLine(60),
  name: textLine(200),
  street: textLine(300),
  city: textLine(200),
  postcode: textLine(20),
  country: z.string().regex(/^[A-Z]{2}$/),
  weightGrams: z.int().min(1),
});
export type CarrierLabelBody = z.infer<typeof carrierLabelBody>;

export const carrierLabel = z.object({
  labelId: textLine(100),
  carrier: textLine(60),
  service: textLine(60),
  trackingNumber: textLine(100),
  price: money,
  status: z.enum(['active', 'void']),
  createdAt: timestamp,
});
export type CarrierLabel = z.infer<typeof carrierLabel>;

export const idempotencyHeader = z.object({ 'idempotency-key': idempotencyKey });
