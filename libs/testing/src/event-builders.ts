import { type EventOf, events, type EventType, type OrderSnapshot, type PayloadOf } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';

/** An event around a payload; every part of the envelope can be chosen. */
export function buildEvent<T extends EventType>(
  type: T,
  payload: PayloadOf<T>,
  envelope: Partial<Omit<EventOf<T>, 'type' | 'payload'>> = {},
): EventOf<T> {
  return {
    id: newId(),
    type,
    version: events[type].version,
    occurredAt: new Date().toISOString(),
    aggregateId: newId(),
    aggregateVersion: 1,
    correlationId: `test-${newId()}`,
    ...envelope,
    payload,
  };
}

const gbp = (amount: number) => ({ amount, currency: 'GBP' as const });

/** An order of one line, consistent in its sums; every part can be chosen. */
export function buildOrder(part: Partial<OrderSnapshot> = {}): OrderSnapshot {
  const lines = part.lines ?? [
    { line: 1, sku: '85123A', name: 'White hanging heart', quantity: 2, unitPrice: gbp(255) },
  ];
  const itemsTotal =
    part.itemsTotal ?? gbp(lines.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0));
  const shippingCost = part.shippingCost ?? gbp(395);
  return {
    orderId: newId(),
    customer: { customerId: newId(), email: 'ada@example.com', name: 'Ada Lovelace' },
    placedAt: new Date().toISOString(),
    lines,
    itemsTotal,
    shippingCost,
    total: gbp(itemsTotal.amount + shippingCost.amount),
    weightGrams: 500,
    shipTo: { name: 'Ada Lovelace', street: '12 St James Square', city: 'London', postcode: 'SW1Y 4JH', country: 'GB' },
    quote: {
      quoteId: newId(),
      carrier: 'swiftpost',
      service: 'standard',
      cost: shippingCost,
      isFallback: false,
      asOf: new Date().toISOString(),
    },
    ...part,
  };
}
