/**
 * What `POST /orders` says to PostgreSQL, word for word. That it still is what orders says is checked in every run, from the
 * server's own log (`same-statements.ts`).
 */
export const statements = {
  look: `SELECT earlier.id AS "orderId", earlier.request_hash AS "requestHash", product.sku, product.name,
      product.unit_price AS "unitPrice", product.currency, product.weight_grams AS "weightGrams", product.available
    FROM (VALUES (1)) AS request
    LEFT JOIN customer_order AS earlier ON earlier.customer_id = $1 AND earlier.idempotency_key = $2
    LEFT JOIN product ON product.sku = ANY ((SELECT $3::text[])::text[]) AND product.product_version > 0`,
  begin: 'START TRANSACTION',
  insertOrder: `WITH placed AS (
      INSERT INTO customer_order (id, customer_id, customer_email, customer_name, idempotency_key, request_hash, currency,
        items_total, weight_grams, ship_to, quote, correlation_id, placed_at, status, version, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    ), estimate AS (
      INSERT INTO shipping_reconciliation (order_id, state, estimated, opened_at)
      SELECT $1, 'pending', $22::bigint, $13 WHERE $22::bigint IS NOT NULL
    )
    INSERT INTO order_item (order_id, line, sku, name, quantity, unit_price)
    SELECT $1, item.* FROM unnest($17::integer[], $18::text[], $19::text[], $20::integer[], $21::bigint[]) AS item`,
  appendToOutbox: `INSERT INTO outbox (event_id, topic, type, body, trace_parent)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])`,
  commit: 'COMMIT',
} as const;
