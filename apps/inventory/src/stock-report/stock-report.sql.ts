/** Top sellers listed per category, all of class A. */
export const MOST_TOP_SELLERS = 5;

/**
 * The stock report, one row per category. `$1` is the number of days; a day is 24 hours, counted back from now, and day 0
 * are the last 24 hours.
 *
 * - `movement`: what changed and what was sold, per product and day. Sold is what sales and reservations took, less what
 *   cancelled orders gave back.
 * - `history`: each product's level at the beginning of each day: what there is now less a running total of what changed
 *   since.
 * - `demand`: sales, and the days on which there was something to sell. A day with empty shelves says nothing about demand,
 *   so it does not lower the daily rate (Silver, Pyke and Thomas, "Inventory and Production Management in Supply Chains",
 *   section 4: censored demand).
 * - `ranked`: ABC analysis by units within the category; class A are the best sellers that together make the first 80 %
 *   (Juran's Pareto principle).
 */
export const STOCK_REPORT_SQL = `
WITH movement AS (
  SELECT sku, greatest(floor(extract(epoch FROM now() - at) / 86400), 0)::int AS day,
    sum(delta) AS change, -coalesce(sum(delta) FILTER (WHERE reason <> 'restock'), 0) AS sold
  FROM stock_movement
  WHERE at > now() - $1::int * interval '24 hours'
  GROUP BY 1, 2
), calendar AS (
  SELECT stock.sku, stock.available, day, coalesce(movement.change, 0) AS change, coalesce(movement.sold, 0) AS sold,
    movement.sku IS NOT NULL AS moved
  FROM stock CROSS JOIN generate_series(0, $1::int - 1) AS day
  LEFT JOIN movement USING (sku, day)
), history AS (
  SELECT sku, sold, moved, available - sum(change) OVER (PARTITION BY sku ORDER BY day) AS opening
  FROM calendar
), demand AS (
  SELECT sku, greatest(sum(sold), 0) AS sold, count(*) FILTER (WHERE opening > 0 OR moved) AS days_on_sale
  FROM history
  GROUP BY sku
), ranked AS (
  SELECT product.category_slug, product.sku, product.name, stock.available, stock.reserved,
    stock.available * product.price_amount AS value,
    demand.sold, demand.sold / nullif(demand.days_on_sale, 0) AS sold_per_day,
    sum(demand.sold) OVER category AS category_sold,
    sum(demand.sold) OVER better - demand.sold AS sold_by_better,
    row_number() OVER better AS place
  FROM product JOIN stock USING (sku) JOIN demand USING (sku)
  WINDOW category AS (PARTITION BY product.category_slug),
    better AS (PARTITION BY product.category_slug ORDER BY demand.sold DESC, product.sku ROWS UNBOUNDED PRECEDING)
)
SELECT category.slug AS category,
  count(ranked.sku)::int AS products,
  coalesce(sum(ranked.available), 0)::float8 AS available,
  coalesce(sum(ranked.reserved), 0)::float8 AS reserved,
  coalesce(sum(ranked.value), 0)::float8 AS value,
  coalesce(sum(ranked.sold), 0)::float8 AS sold,
  round(sum(ranked.available) / nullif(sum(ranked.sold_per_day), 0), 1)::float8 AS "daysOfCover",
  coalesce(
    json_agg(
      json_build_object('sku', ranked.sku, 'name', ranked.name, 'sold', ranked.sold,
        'shareOfCategory', round(ranked.sold / nullif(ranked.category_sold, 0), 4))
      ORDER BY ranked.place)
    FILTER (WHERE ranked.place <= ${MOST_TOP_SELLERS} AND ranked.sold > 0 AND ranked.sold_by_better < 0.8 * ranked.category_sold),
    '[]') AS "topSellers"
FROM category LEFT JOIN ranked ON ranked.category_slug = category.slug
GROUP BY category.slug
ORDER BY category.slug`;
