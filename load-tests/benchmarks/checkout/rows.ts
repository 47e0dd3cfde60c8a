import type pg from 'pg';

/** What an arm has written. */
export interface Rows {
  orders: number;
  items: number;
  outbox: number;
  /** Pairs of customer and idempotency key. */
  keys: number;
  /** Orders without exactly their items, their one event, or the sum of their items. */
  wrong: number;
}

export async function countRows(database: pg.Pool): Promise<Rows> {
  const { rows } = await database.query<Rows>(
    `WITH item AS (
       SELECT order_id, count(*) AS lines, sum(quantity * unit_price) AS total FROM order_item GROUP BY order_id
     ), event AS (
       SELECT body::json ->> 'aggregateId' AS order_id, count(*) AS events,
         min(json_array_length(body::json -> 'payload' -> 'lines')) AS lines,
         min((body::json -> 'payload' -> 'itemsTotal' ->> 'amount')::bigint) AS total
       FROM outbox WHERE type = 'order.placed' GROUP BY 1
     )
     SELECT (SELECT count(*) FROM customer_order)::int AS orders,
       (SELECT count(*) FROM order_item)::int AS items,
       (SELECT count(*) FROM outbox)::int AS outbox,
       (SELECT count(DISTINCT (customer_id, idempotency_key)) FROM customer_order)::int AS keys,
       (SELECT count(*) FROM customer_order placed
          LEFT JOIN item ON item.order_id = placed.id LEFT JOIN event ON event.order_id = placed.id::text
        WHERE item.total IS DISTINCT FROM placed.items_total OR event.total IS DISTINCT FROM placed.items_total
          OR event.events IS DISTINCT FROM 1 OR event.lines IS DISTINCT FROM item.lines)::int AS wrong`,
  );
  return rows[0] as Rows;
}

/** Both arms begin with the same empty tables and a write-ahead log that is done. @param admin connection of the superuser */
export async function emptyTables(database: pg.Pool, admin: pg.Client): Promise<void> {
  await database.query('TRUNCATE customer_order, order_item, shipping_reconciliation, outbox');
  await admin.query('CHECKPOINT');
}

export async function unpublished(database: pg.Pool): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM outbox WHERE published_at IS NULL',
  );
  return rows[0]?.count ?? 0;
}
