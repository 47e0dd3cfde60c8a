/**
 * What `POST /orders` says to PostgreSQL, word for word. That it still is what orders says is checked in every run, from the
 * server's own log (`same-statements.ts`).
 */
export const statements = {
  findByKey: `SELECT id AS "orderId", request_hash AS "requestHash"
    FROM customer_order WHERE customer_id = $1 AND idempotency_key = $2`,
  findProducts: `SELECT sku, name, unit_price AS "unitPrice", currency, weight_grams AS "weightGrams", available
    FROM product WHERE sku = ANY($1) AND product_version > 0`,
  begin: 'START TRANSACTION',
  insertOrder: `WITH placed AS (
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
  appendToOutbox: `INSERT INTO outbox (event_id, topic, type, body, trace_parent)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])`,
  commit: 'COMMIT',
} as const;
