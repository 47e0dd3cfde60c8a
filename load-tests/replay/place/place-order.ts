import { orderView, type OrderView, type PlaceOrderBody } from '@breakwater/contracts';
import { productOf, type Product } from '../catalogue/catalogue.js';
import type { Invoice } from '../rules/invoices.js';
import type { Customers } from '../../lib/orders/customers.js';
import { rememberOrder } from '../../lib/orders/remember-order.js';
import type { Shop } from '../../lib/orders/shop.js';
import type { ShopRuleName } from './line-ledger.js';

export type PlacedOrder =
  | { placed: true; order: OrderView; tookMs: number }
  | { placed: false; rule: ShopRuleName; detail: string; tookMs: number };

/** Refusals that the shop's contract names for a well-formed order. */
const known: Readonly<Record<string, ShopRuleName>> = {
  'insufficient-stock': 'insufficient-stock',
  'order-too-large': 'order-too-large',
  'unknown-product': 'unknown-product',
};

/** Places an invoice as an order: one line each, at the invoice's own prices, once however often it is sent. */
export async function placeOrder(
  shop: Shop,
  customers: Customers,
  catalogue: ReadonlyMap<string, Product>,
  invoice: Invoice,
): Promise<PlacedOrder> {
  const body: PlaceOrderBody = {
    items: invoice.lines.map(({ stockCode, price, quantity }) => ({
      sku: productOf(catalogue, stockCode, price).sku,
      quantity,
    })),
    shipTo: {
      name: `Customer ${invoice.customer}`,
      street: `Invoice ${invoice.number}`,
      city: cityOfRun(shop.runId),
      postcode: 'ZZ1 1ZZ',
      country: invoice.country,
    },
  };
  const answer = await shop.client.call({
    method: 'POST',
    url: `${shop.urls.orders}/orders`,
    token: await customers.token(invoice.customer),
    idempotencyKey: `replay.${shop.runId}.${invoice.number}.${invoice.lines[0]?.source.line ?? 0}`,
    body,
    answer: orderView,
  });
  const { tookMs } = answer;
  if (!answer.ok) {
    const { code, detail } = answer.problem;
    const rule = known[code] ?? 'unexpected-answer';
    return { placed: false, rule, detail: `${answer.status} ${code}: ${detail}`, tookMs };
  }
  const expected = invoice.lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  rememberOrder(shop.journal, invoice.number, answer.body, body, expected);
  return { placed: true, order: answer.body, tookMs };
}

/** The data has no addresses; the city made up instead tells this run's orders from those of an earlier one. */
export const cityOfRun = (runId: string): string => `Replay ${runId}`;
