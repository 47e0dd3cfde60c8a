import type { OrderView, PlaceOrderBody } from '@breakwater/contracts';
import type { Journal } from './journal.js';

/**
 * Writes an accepted order down, as it was asked for and as it was answered.
 * @param reference the run's own name for it
 * @param expectedItemsTotal what its items should cost, in minor units
 */
export function rememberOrder(
  journal: Journal,
  reference: string,
  order: OrderView,
  { items }: PlaceOrderBody,
  expectedItemsTotal: number,
): void {
  journal.together(() => {
    journal.run(
      `insert into orders (order_id, reference, status, expected_items_total, items_total, shipping_cost, total, estimate)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
      order.orderId,
      reference,
      order.status,
      expectedItemsTotal,
      order.itemsTotal.amount,
      order.shipping.cost.amount,
      order.total.amount,
      order.shipping.isEstimate ? 1 : 0,
    );
    for (const [sku, quantity] of piecesOf(items)) {
      journal.run('insert into order_lines (order_id, sku, quantity) values (?, ?, ?)', order.orderId, sku, quantity);
    }
  });
}

function piecesOf(items: PlaceOrderBody['items']): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of items) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  return pieces;
}
