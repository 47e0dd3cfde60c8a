import { z } from 'zod';
import { idempotencyKey, money, timestamp } from '../primitives.js';

/** The carriers' API: a third party's, so its answers are never trusted unread. */
export const carrierRateBody = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/),
  postcode: z.string().min(1).max(20),
  weightGrams: z.int().min(1),
});
export type CarrierRateBody = z.infer<typeof carrierRateBody>;

export const carrierRate = z.object({
  carrier: z.string(),
  service: z.string(),
  price: money,
  days: z.int().min(0).max(60),
});
export type CarrierRate = z.infer<typeof carrierRate>;

/** Booked with an `Idempotency-Key`: the same key gives the same label. */
export const carrierLabelBody = z.strictObject({
  reference: z.string().min(1).max(100),
  service: z.string().min(1).max(60),
  name: z.string().min(1).max(200),
  street: z.string().min(1).max(300),
  city: z.string().min(1).max(200),
  postcode: z.string().min(1).max(20),
  country: z.string().regex(/^[A-Z]{2}$/),
  weightGrams: z.int().min(1),
});
export type CarrierLabelBody = z.infer<typeof carrierLabelBody>;

export const carrierLabel = z.object({
  labelId: z.string(),
  carrier: z.string(),
  service: z.string(),
  trackingNumber: z.string(),
  price: money,
  status: z.enum(['active', 'void']),
  createdAt: timestamp,
});
export type CarrierLabel = z.infer<typeof carrierLabel>;

export const idempotencyHeader = z.object({ 'idempotency-key': idempotencyKey });
