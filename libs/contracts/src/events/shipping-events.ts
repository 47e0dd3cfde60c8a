import { z } from 'zod';
import { id, money, timestamp } from '../primitives.js';

export const shipmentCreated = z.object({
  shipmentId: id,
  orderId: id,
  customerId: id,
  carrier: z.string(),
  service: z.string(),
  trackingNumber: z.string(),
  cost: money,
  bookedAt: timestamp,
});

/** The carrier's real price of a shipment whose quote was an estimate. Published once per shipment. */
export const shipmentCostReconciled = z.object({
  shipmentId: id,
  orderId: id,
  estimated: money,
  actual: money,
  reconciledAt: timestamp,
});
