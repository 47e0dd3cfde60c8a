import { orderPage, type OrderView } from '@breakwater/contracts';
import { walk } from '../../lib/http/pages.js';
import type { Invoice } from '../rules/invoices.js';
import type { OrderLine } from '../rules/order-line.js';
import type { Shop } from '../../lib/orders/shop.js';
import { cancelOrder } from '../../lib/orders/cancel-order.js';
import type { Customers } from '../../lib/orders/customers.js';
import { cityOfRun } from './place-order.js';

export interface CancelledLine {
  line: OrderLine;
  /** The order that was cancelled for it, or undefined when none fits. */
  orderId: string | undefined;
}

/** Pieces per stock code that an order still has to give to the lines of one cancellation. */
interface CancelledOrder {
  orderId: string;
  left: Map<string, number>;
}

/**
 * Cancels, for each line, the customer's latest order of this run that is open and has that many pieces of the product.
 * The shop cancels whole orders; further lines of the same cancellation take from the orders that it cancelled already.
 */
export async function cancelOrders(shop: Shop, customers: Customers, cancellation: Invoice): Promise<CancelledLine[]> {
  const cancelled: CancelledOrder[] = [];
  const outcomes: CancelledLine[] = [];
  for (const line of cancellation.lines) {
    const order = cancelled.find((one) => hasPieces(one.left, line)) ?? (await cancelLatest(shop, customers, line));
    if (order !== undefined) {
      if (!cancelled.includes(order)) cancelled.push(order);
      order.left.set(line.stockCode, (order.left.get(line.stockCode) ?? 0) - line.quantity);
    }
    outcomes.push({ line, orderId: order?.orderId });
  }
  return outcomes;
}

async function cancelLatest(shop: Shop, customers: Customers, line: OrderLine): Promise<CancelledOrder | undefined> {
  if (!customers.has(line.customer)) return undefined;
  const token = () => customers.token(line.customer);
  // Newest first: the first that fits is the latest one, and behind one of an earlier run there are only such.
  const mine = walk(shop.client, { url: `${shop.urls.orders}/orders`, page: orderPage, pageSize: 20, token });
  for await (const order of mine) {
    if (order.shipTo.city !== cityOfRun(shop.runId)) return undefined;
    if (!isOpen(order)) continue;
    const left = piecesByStockCode(order);
    if (hasPieces(left, line) && (await cancelOrder(shop, await token(), order.orderId)))
      return { orderId: order.orderId, left };
  }
  return undefined;
}

const isOpen = ({ status }: OrderView): boolean => status === 'placed' || status === 'confirmed';

const hasPieces = (left: ReadonlyMap<string, number>, { stockCode, quantity }: OrderLine): boolean =>
  (left.get(stockCode) ?? 0) >= quantity;

function piecesByStockCode(order: OrderView): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of order.items) {
    const stockCode = sku.replace(/-\d+$/, '');
    pieces.set(stockCode, (pieces.get(stockCode) ?? 0) + quantity);
  }
  return pieces;
}
