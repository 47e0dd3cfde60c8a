import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Order } from '../order/order.entity.js';

/** The order that a customer's key already stands for. */
export interface EarlierOrder {
  orderId: string;
  requestHash: string;
}

/** The checkout's statements: few, as every order pays for each of them. */
@Injectable()
export class CheckoutRepository {
  constructor(private readonly dataSource: DataSource) {}

  async findByKey(customerId: string, idempotencyKey: string): Promise<EarlierOrder | undefined> {
    const rows = (await this.dataSource.query(
      `SELECT id AS "orderId", request_hash AS "requestHash"
       FROM customer_order WHERE customer_id = $1 AND idempotency_key = $2`,
      [customerId, idempotencyKey],
    )) as EarlierOrder[];
    return rows[0];
  }

  /**
   * Writes a new order and its items with one statement, and with it, where the shipping cost is an estimate, that the real one is
   * still to come. While another transaction writes an order with the same customer's
   * key, this waits for its end: the unique index alone decides.
   *
   * @returns false when there is an order with this key: then nothing was written
   */
  async insert(tx: EntityManager, order: Order): Promise<boolean> {
    const { items } = order;
    const rows = (await tx.query(
      `WITH placed AS (
         INSERT INTO customer_order (id, customer_id, customer_email, customer_name, idempotency_key, request_hash, currency,
           items_total, weight_grams, ship_to, quote, correlation_id, placed_at, status, version, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (customer_id, idempotency_key) DO NOTHING
         RETURNING id
       ), lines AS (
         INSERT INTO order_item (order_id, line, sku, name, quantity, unit_price)
         SELECT placed.id, item.*
         FROM placed, unnest($17::integer[], $18::text[], $19::text[], $20::integer[], $21::bigint[]) AS item
       ), estimate AS (
         INSERT INTO shipping_reconciliation (order_id, state, estimated, opened_at)
         SELECT placed.id, 'pending', $22::bigint, $13 FROM placed WHERE $22::bigint IS NOT NULL
       )
       SELECT id FROM placed`,
      [
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
      ],
    )) as { id: string }[];
    return rows.length === 1;
  }
}
