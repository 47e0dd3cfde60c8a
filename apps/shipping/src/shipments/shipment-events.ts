import type { OrderSnapshot } from '@breakwater/contracts';
import type { EventDraft } from '@breakwater/messaging';
import type { Label } from './shipment.entity.js';

interface BookedShipment {
  shipmentId: string;
  label: Label;
  bookedAt: Date;
}

/** What is told of a booking; where the customer accepted an estimate, also what it really costs. */
export function shipmentEvents(order: OrderSnapshot, { shipmentId, label, bookedAt }: BookedShipment): EventDraft[] {
  const { orderId, customer, quote } = order;
  const { carrier, service, trackingNumber, cost } = label;
  const at = bookedAt.toISOString();
  const created: EventDraft = {
    type: 'shipment.created',
    aggregateId: shipmentId,
    aggregateVersion: 1,
    payload: {
      shipmentId,
      orderId,
      customerId: customer.customerId,
      carrier,
      service,
      trackingNumber,
      cost,
      bookedAt: at,
    },
  };
  if (!quote.isFallback) return [created];
  return [
    created,
    {
      type: 'shipment.cost-reconciled',
      aggregateId: shipmentId,
      aggregateVersion: 2,
      payload: { shipmentId, orderId, estimated: quote.cost, actual: cost, reconciledAt: at },
    },
  ];
}
