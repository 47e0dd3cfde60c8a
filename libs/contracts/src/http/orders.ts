import { z } from 'zod';
import { shortage } from '../events/order-events.js';
import { address, id, MAX_ORDER_LINES, money, pageOf, pageQuery, quantity, sku, timestamp } from '../primitives.js';

export const placeOrderBody = z.strictObject({
  items: z.array(z.strictObject({ sku, quantity })).min(1).max(MAX_ORDER_LINES),
  shipTo: address,
});
export type PlaceOrderBody = z.infer<typeof placeOrderBody>;

export const orderStatus = z.enum(['placed', 'confirmed', 'rejected', 'cancelled']);
export type OrderStatus = z.infer<typeof orderStatus>;

export const orderItemView = z.object({
  line: z.int(),
  sku,
  name: z.string(),
  quantity,
  unitPrice: money,
  lineTotal: money,
});
export type OrderItemView = z.infer<typeof orderItemView>;

export const orderShipmentView = z.object({
  carrier: z.string(),
  service: z.string(),
  trackingNumber: z.string(),
  bookedAt: timestamp,
});

export const orderView = z.object({
  orderId: id,
  status: orderStatus,
  /** Grows with every change of the order. */
  version: z.int(),
  placedAt: timestamp,
  updatedAt: timestamp,
  items: z.array(orderItemView),
  itemsTotal: money,
  shipping: z.object({
    cost: money,
    isEstimate: z.boolean(),
    asOf: timestamp,
    carrier: z.string(),
    service: z.string(),
    /** What the customer was told where the cost was estimated, and how far off that was, once it is known. */
    estimate: z.object({ cost: money, differenceAmount: z.int().nullable() }).nullable(),
  }),
  total: money,
  shipTo: address,
  shipment: orderShipmentView.nullable(),
  rejection: z.object({ reason: z.enum(['insufficient-stock']), shortages: z.array(shortage) }).nullable(),
  correlationId: z.string(),
});
export type OrderView = z.infer<typeof orderView>;
export const orderPage = pageOf(orderView);
export const orderQuery = pageQuery(500, 50);

/** For the back office: one line an order, oldest first. */
export const orderSummary = z.object({
  orderId: id,
  customerId: id,
  status: orderStatus,
  placedAt: timestamp,
  lines: z.int(),
  total: money,
  hasShipment: z.boolean(),
});
export type OrderSummary = z.infer<typeof orderSummary>;
export const orderSummaryPage = pageOf(orderSummary);
export const orderSummaryQuery = pageQuery(1000, 200);
