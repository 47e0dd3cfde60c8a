import { z } from 'zod';
import { correlationId, id, timestamp } from '../primitives.js';
import { productChanged, stockLevelChanged, stockRejected, stockReserved } from './inventory-events.js';
import { orderCancelled, orderConfirmed, orderPlaced, orderRejected } from './order-events.js';
import { shipmentCostReconciled, shipmentCreated } from './shipping-events.js';

/**
 * Every event of the shop: its payload and the newest version that this code understands. Events change by addition only;
 * a change that an old reader would misread gets a higher version, which old readers send to their dead letters.
 */
export const events = {
  'order.placed': { version: 1, payload: orderPlaced },
  'order.confirmed': { version: 1, payload: orderConfirmed },
  'order.rejected': { version: 1, payload: orderRejected },
  'order.cancelled': { version: 1, payload: orderCancelled },
  'product.changed': { version: 1, payload: productChanged },
  'stock.level-changed': { version: 1, payload: stockLevelChanged },
  'stock.reserved': { version: 1, payload: stockReserved },
  'stock.rejected': { version: 1, payload: stockRejected },
  'shipment.created': { version: 1, payload: shipmentCreated },
  'shipment.cost-reconciled': { version: 1, payload: shipmentCostReconciled },
} as const satisfies Record<string, { version: number; payload: z.ZodType }>;

export type EventType = keyof typeof events;
export type PayloadOf<T extends EventType> = z.infer<(typeof events)[T]['payload']>;
export const eventTypes = Object.keys(events) as EventType[];

/** What every event carries around its payload. Unknown fields are ignored, so that an envelope can grow. */
export const envelope = z.object({
  /** Unique for ever; repeated deliveries carry the same one. */
  id,
  type: z.string().min(1).max(100),
  /** Version of the payload's schema. */
  version: z.int().min(1),
  occurredAt: timestamp,
  /** The order, product, import or shipment that the event tells of. */
  aggregateId: z.string().min(1).max(100),
  /** Grows with every event of the aggregate: late or repeated events are recognised by it. */
  aggregateVersion: z.int().min(1),
  correlationId,
  payload: z.unknown(),
});
export type Envelope = z.infer<typeof envelope>;

/** An event of one type, as handlers get it. */
export interface EventOf<T extends EventType> extends Omit<Envelope, 'type' | 'payload'> {
  type: T;
  payload: PayloadOf<T>;
}
export type AnyEvent = { [T in EventType]: EventOf<T> }[EventType];
