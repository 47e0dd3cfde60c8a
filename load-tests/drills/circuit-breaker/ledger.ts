import { z } from 'zod';
import type { CheckoutShop } from './shop.js';

export const ledger = z.object({
  orders: z.number(),
  /** Orders whose shipping cost was an estimate when they were placed. */
  estimated: z.number(),
  /** Of them those whose real cost nobody knows yet. */
  pending: z.number(),
  /** Of them those that are not reconciled exactly once: one event, handled once, with the price of the one label. */
  wrong: z.number(),
  /** Confirmed orders without exactly one label at the carriers, and labels of orders that are not confirmed. */
  wrongLabels: z.number(),
});
export type Ledger = z.infer<typeof ledger>;

interface Order {
  id: string;
  status: string;
  state: 'pending' | 'reconciled' | 'void' | null;
  actual: string | null;
  final: string | null;
}

/** What each database says of the same orders. */
export async function readLedger({ databases }: Pick<CheckoutShop, 'databases'>): Promise<Ledger> {
  const { orders, shipping, sandbox } = databases;
  const [placed, events, labels] = await Promise.all([
    orders.query<Order>(
      `SELECT o.id, o.status, r.state, r.actual, o.final_shipping_cost AS final
       FROM customer_order o LEFT JOIN shipping_reconciliation r ON r.order_id = o.id`,
    ),
    shipping.query<{ id: string; order: string }>(
      `SELECT event_id AS id, body::jsonb -> 'payload' ->> 'orderId' AS "order"
       FROM outbox WHERE type = 'shipment.cost-reconciled'`,
    ),
    sandbox.query<{ order: string; prices: string[] }>(
      `SELECT reference AS "order", array_agg(price_amount::text) AS prices
       FROM label WHERE voided_at IS NULL GROUP BY reference`,
    ),
  ]);
  const handled = await orders.query<{ id: string }>(
    `SELECT event_id AS id FROM inbox WHERE consumer = 'orders-progress' AND event_id = ANY($1)`,
    [events.rows.map(({ id }) => id)],
  );
  const handledIds = new Set(handled.rows.map(({ id }) => id));
  const eventsOf = new Map<string, string[]>();
  for (const { id, order } of events.rows) eventsOf.set(order, [...(eventsOf.get(order) ?? []), id]);
  const pricesOf = new Map(labels.rows.map(({ order, prices }) => [order, prices]));

  const isReconciled = ({ id, state, actual, final }: Order): boolean => {
    const [event, ...moreEvents] = eventsOf.get(id) ?? [];
    const [price, ...morePrices] = pricesOf.get(id) ?? [];
    const isOnce = event !== undefined && moreEvents.length === 0 && handledIds.has(event);
    return isOnce && morePrices.length === 0 && state === 'reconciled' && actual === price && final === price;
  };
  const estimated = placed.rows.filter(({ state }) => state !== null);
  const confirmed = new Set(placed.rows.flatMap(({ id, status }) => (status === 'confirmed' ? [id] : [])));
  return {
    orders: placed.rows.length,
    estimated: estimated.length,
    pending: estimated.filter(({ state }) => state === 'pending').length,
    // One that came to nothing has nothing to reconcile.
    wrong: estimated.filter((order) => order.state !== 'void' && !isReconciled(order)).length,
    wrongLabels:
      [...confirmed].filter((id) => pricesOf.get(id)?.length !== 1).length +
      labels.rows.filter(({ order }) => !confirmed.has(order)).length,
  };
}
