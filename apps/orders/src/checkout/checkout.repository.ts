import { deferred, violatedConstraint } from '@breakwater/persistence';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Product } from '../catalogue/product-read-model.repository.js';
import type { Order } from '../order/order.entity.js';

/** The order that a customer's key already stands for. */
export interface EarlierOrder {
  orderId: string;
  requestHash: string;
}

export interface Sight {
  earlier: EarlierOrder | undefined;
  /** By SKU; unknown ones are missing. */
  products: Map<string, Product>;
}

type Nullable<T> = { [K in keyof T]: T[K] | null };
/** One for each known product, one where there is none; each side of it is whole or null. */
type SightRow = Nullable<EarlierOrder> & ((Omit<Product, 'unitPrice'> & { unitPrice: string }) | { sku: null });

const earlierOf = ([row]: SightRow[]): EarlierOrder | undefined => {
  if (row === undefined || row.orderId === null || row.requestHash === null) return undefined;
  return { orderId: row.orderId, requestHash: row.requestHash };
};

const INSERT = deferred(
  `WITH placed AS (
     INSERT INTO customer_order (id, customer_id, customer_email, customer_name, idempotency_key, request_hash, currency,
       items_total, weight_grams, ship_to, quote, correlation_id, placed_at, status, version, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
   ), estimate AS (
     INSERT INTO shipping_reconciliation (order_id, state, estimated, opened_at)
     SELECT $1, 'pending', $22::bigint, $13 WHERE $22::bigint IS NOT NULL
   )
   INSERT INTO order_item (order_id, line, sku, name, quantity, unit_price)
   SELECT $1, item.* FROM unnest($17::integer[], $18::text[], $19::text[], $20::integer[], $21::bigint[]) AS item`,
);

/** Whether a transaction failed because the customer's `Idempotency-Key` already stands for an order: then nothing was written. */
export function isKeyTaken(error: unknown): boolean {
  return violatedConstraint(error) === 'customer_order_idempotency_key';
}

/** The checkout's statements: few, as every order pays for each of them. */
@Injectable()
export class CheckoutRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * What a request is about, with one statement: the order that its key already stands for, and the products of its SKUs.
   *
   * The sub-select keeps the length of the list from the planner. Knowing it, PostgreSQL would make a plan for each request, which
   * takes longer than to run it, instead of keeping one for all: they are the same.
   */
  async look(customerId: string, idempotencyKey: string, skus: readonly string[]): Promise<Sight> {
    const rows = await this.dataSource.query<SightRow[]>(
      `SELECT earlier.id AS "orderId", earlier.request_hash AS "requestHash", product.sku, product.name,
         product.unit_price AS "unitPrice", product.currency, product.weight_grams AS "weightGrams", product.available
       FROM (VALUES (1)) AS request
       LEFT JOIN customer_order AS earlier ON earlier.customer_id = $1 AND earlier.idempotency_key = $2
       LEFT JOIN product ON product.sku = ANY ((SELECT $3::text[])::text[]) AND product.product_version > 0`,
      [customerId, idempotencyKey, skus],
    );
    const products = new Map<string, Product>();
    for (const row of rows) {
      if (row.sku === null) continue;
      const { sku, name, currency, weightGrams, available } = row;
      products.set(sku, { sku, name, unitPrice: Number(row.unitPrice), currency, weightGrams, available });
    }
    return { earlier: earlierOf(rows), products };
  }

  /** The order that a key stands for, when another request has just won it. */
  async findByKey(customerId: string, idempotencyKey: string): Promise<EarlierOrder | undefined> {
    return (await this.look(customerId, idempotencyKey, [])).earlier;
  }

  /**
   * Writes a new order and its items with one statement, and with it, where the shipping cost is an estimate, that the real one is
   * still to come. It is {@link deferred}: nothing is sent before the transaction's next statement, its `COMMIT` at the latest, which
   * fails as {@link isKeyTaken} tells when there is an order with the same customer's key. While another transaction writes such
   * an order, that waits for its end: the unique index alone decides.
   */
  async insert(tx: EntityManager, order: Order): Promise<void> {
    const { items } = order;
    await tx.query(INSERT, [
      order.id,
      order.customerId,
      order.customerEmail,
      order.customerName,
      order.idempotencyKey,
      order.requestHash,
      order.currency,
      order.itemsTotal,
      order.weightGrams,
      order.shipTo,
      order.quote,
      order.correlationId,
      order.placedAt,
      order.status,
      order.version,
      order.updatedAt,
      items.map(({ line }) => line),
      items.map(({ sku }) => sku),
      items.map(({ name }) => name),
      items.map(({ quantity }) => quantity),
      items.map(({ unitPrice }) => unitPrice),
      order.quote.isFallback ? order.quote.cost.amount : null,
    ]);
  }
}
