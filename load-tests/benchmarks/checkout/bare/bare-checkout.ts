import { createHash, randomUUID } from 'node:crypto';
import type { PlaceOrderBody, QuoteView } from '@breakwater/contracts';
import type pg from 'pg';
import type { Pool } from 'undici';
import { statements } from './statements.js';

/** What a token says, taken at its word. */
export interface Claims {
  sub: string;
  email: string;
  name: string;
}

interface Product {
  sku: string;
  name: string;
  unitPrice: string;
  currency: string;
  weightGrams: number;
}

/**
 * The checkout as one would write it in an afternoon: the statements and the call that `POST /orders` makes, the same rows
 * and the same answer, and nothing else. It believes its input: no validation, no token checked, no metrics, no log, no
 * deadline, no way back from an error.
 */
export class BareCheckout {
  constructor(
    private readonly pool: pg.Pool,
    private readonly quotes: Pool,
  ) {}

  async place(body: PlaceOrderBody, customer: Claims, authorization: string, key: string): Promise<unknown> {
    const correlationId = randomUUID();
    const { rows } = await this.pool.query<Product>(statements.look, [
      customer.sub,
      key,
      [...new Set(body.items.map(({ sku }) => sku))],
    ]);
    const products = new Map(rows.map((row) => [row.sku, row]));
    const items = body.items.map(({ sku, quantity }, index) => {
      const { name, unitPrice, weightGrams } = products.get(sku) as Product;
      return { line: index + 1, sku, name, quantity, unitPrice: Number(unitPrice), weightGrams };
    });
    const itemsTotal = items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
    const weightGrams = items.reduce((sum, item) => sum + item.weightGrams * item.quantity, 0);
    const quote = await this.quote(body, weightGrams, authorization, correlationId);
    const now = new Date();
    const orderId = timeOrderedId(now);
    const order = { orderId, items, itemsTotal, weightGrams, quote, correlationId, now };
    await this.write(order, body, customer, key);
    return viewOf(order, body);
  }

  private async quote(body: PlaceOrderBody, weightGrams: number, authorization: string, correlationId: string) {
    const { country, postcode } = body.shipTo;
    const { body: answer } = await this.quotes.request({
      method: 'POST',
      path: '/quotes',
      headers: { 'content-type': 'application/json', authorization, 'x-correlation-id': correlationId },
      body: JSON.stringify({ destination: { country, postcode }, weightGrams }),
    });
    const { quoteId, offers } = (await answer.json()) as QuoteView;
    const { days: _, ...offer } = offers.reduce((best, other) => (other.cost.amount < best.cost.amount ? other : best));
    return { quoteId, ...offer };
  }

  private async write(order: Placed, { items, shipTo }: PlaceOrderBody, customer: Claims, key: string): Promise<void> {
    const { orderId, now } = order;
    const meaning = [
      items.map(({ sku, quantity }) => [sku, quantity]),
      [shipTo.name, shipTo.street, shipTo.city, shipTo.postcode, shipTo.country],
    ];
    const requestHash = createHash('sha256').update(JSON.stringify(meaning)).digest('base64url');
    const client = await this.pool.connect();
    try {
      await client.query(statements.begin);
      await client.query(statements.insertOrder, [
        ...[orderId, customer.sub, customer.email, customer.name, key, requestHash, 'GBP', order.itemsTotal],
        ...[order.weightGrams, shipTo, order.quote, order.correlationId, now, 'placed', 1, now],
        order.items.map(({ line }) => line),
        order.items.map(({ sku }) => sku),
        order.items.map(({ name }) => name),
        order.items.map(({ quantity }) => quantity),
        order.items.map(({ unitPrice }) => unitPrice),
        order.quote.isFallback ? order.quote.cost.amount : null,
      ]);
      const event = eventOf(order, shipTo, customer);
      await client.query(statements.appendToOutbox, [
        [event.id],
        ['orders-events'],
        [event.type],
        [JSON.stringify(event)],
        [null],
      ]);
      await client.query(statements.commit);
    } finally {
      client.release();
    }
  }
}

interface Placed {
  orderId: string;
  items: { line: number; sku: string; name: string; quantity: number; unitPrice: number }[];
  itemsTotal: number;
  weightGrams: number;
  quote: Omit<QuoteView['offers'][number], 'days'> & { quoteId: string };
  correlationId: string;
  now: Date;
}

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

function eventOf(order: Placed, shipTo: PlaceOrderBody['shipTo'], customer: Claims) {
  const at = order.now.toISOString();
  return {
    id: timeOrderedId(order.now),
    type: 'order.placed',
    version: 1,
    occurredAt: at,
    aggregateId: order.orderId,
    aggregateVersion: 1,
    correlationId: order.correlationId,
    payload: {
      orderId: order.orderId,
      customer: { customerId: customer.sub, email: customer.email, name: customer.name },
      placedAt: at,
      lines: order.items.map(({ line, sku, name, quantity, unitPrice }) => ({
        ...{ line, sku, name, quantity },
        unitPrice: gbp(unitPrice),
      })),
      itemsTotal: gbp(order.itemsTotal),
      shippingCost: order.quote.cost,
      total: gbp(order.itemsTotal + order.quote.cost.amount),
      weightGrams: order.weightGrams,
      shipTo,
      quote: order.quote,
    },
  };
}

function viewOf(order: Placed, { shipTo }: PlaceOrderBody) {
  const { quote, itemsTotal } = order;
  const at = order.now.toISOString();
  return {
    orderId: order.orderId,
    status: 'placed',
    version: 1,
    placedAt: at,
    updatedAt: at,
    items: order.items.map(({ line, sku, name, quantity, unitPrice }) => ({
      ...{ line, sku, name, quantity },
      unitPrice: gbp(unitPrice),
      lineTotal: gbp(unitPrice * quantity),
    })),
    itemsTotal: gbp(itemsTotal),
    shipping: {
      cost: quote.cost,
      isEstimate: quote.isFallback,
      asOf: quote.asOf,
      carrier: quote.carrier,
      service: quote.service,
      estimate: quote.isFallback ? { cost: quote.cost, differenceAmount: null } : null,
    },
    total: gbp(itemsTotal + quote.cost.amount),
    shipTo,
    shipment: null,
    rejection: null,
    correlationId: order.correlationId,
  };
}

/** A UUID of version 7, as orders' ids are: keys at random would cost the database more. */
function timeOrderedId(now: Date): string {
  const time = now.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
