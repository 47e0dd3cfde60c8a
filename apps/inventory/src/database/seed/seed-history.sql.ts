/** Length of the seeded history. The report's default period is as long. */
export const HISTORY_DAYS = 40;
/** On this day each product was delivered what it sells until the end. */
const DELIVERY_DAY = 20;

export const OPENING_REFERENCE = 'seed-opening-stock';

/**
 * Sales over the counter: `$1` SKUs, `$2` average daily sales in tenths, `$3` the end of the history. How much is sold when is
 * a multiplicative hash of product and day (Knuth, TAOCP 6.4), the same on every server. Day by day, so that the ledger lies
 * in the order of time.
 */
export const SEED_SALES_SQL = `
WITH planned AS (
  SELECT product.sku, product.tenths, day, ((product.place * 48271 + day * 69621) * 2654435761 % 4294967296) >> 8 AS hash
  FROM generate_series(0, ${HISTORY_DAYS - 1}) AS day
  CROSS JOIN unnest($1::text[], $2::int[]) WITH ORDINALITY AS product (sku, tenths, place)
), sold AS (
  SELECT sku, day, (tenths * (60 + hash % 81) / 1000)::int AS quantity, hash % 86400 AS second FROM planned
)
INSERT INTO stock_movement (sku, reason, reference, delta, at)
SELECT sku, 'sale', 'seed-counter-day-' || lpad(day::text, 2, '0'), -quantity,
  $3::timestamptz - (${HISTORY_DAYS} - day) * interval '24 hours' + second * interval '1 second'
FROM sold WHERE quantity > 0
ORDER BY day, sku`;

/**
 * Deliveries such that each product ends with its stock of now and was never below it: an opening stock that covers the sales
 * until the delivery, and a delivery that covers the rest. `$1` the end of the history.
 */
export const SEED_DELIVERIES_SQL = `
WITH sold AS (
  SELECT sku,
    -coalesce(sum(delta) FILTER (WHERE at < $1::timestamptz - ${HISTORY_DAYS - DELIVERY_DAY} * interval '24 hours'), 0) AS before,
    -coalesce(sum(delta) FILTER (WHERE at >= $1::timestamptz - ${HISTORY_DAYS - DELIVERY_DAY} * interval '24 hours'), 0) AS after
  FROM stock_movement WHERE reason = 'sale' GROUP BY sku
)
INSERT INTO stock_movement (sku, reason, reference, delta, at)
SELECT stock.sku, 'restock', delivery.reference, delivery.quantity, $1::timestamptz - delivery.days_ago * interval '24 hours'
FROM stock LEFT JOIN sold USING (sku)
CROSS JOIN LATERAL (VALUES
  ('${OPENING_REFERENCE}', stock.available + coalesce(sold.before, 0), ${HISTORY_DAYS}),
  ('seed-delivery', coalesce(sold.after, 0), ${HISTORY_DAYS - DELIVERY_DAY})
) AS delivery (reference, quantity, days_ago)
WHERE delivery.quantity > 0 AND stock.sku = ANY($2::text[])`;
