import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Lines of each order. */
export const LINES = 4;
const PRODUCTS = 200;

/** The customer who has so many orders; a UUID that every run makes anew from the number. */
export function customerWith(orders: number): string {
  const hex = createHash('sha256').update(`customer with ${orders} orders`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** One customer for each number, with that many confirmed orders of four lines each. */
export async function seedCustomers(database: pg.Pool, sizes: readonly number[]): Promise<void> {
  await database.query(
    `INSERT INTO product (sku, name, unit_price, currency, weight_grams, product_version, available, stock_version)
     SELECT 'SKU-' || n, 'Product ' || n, 250, 'GBP', 200, 1, 1000000, 1 FROM generate_series(0, $1 - 1) AS n`,
    [PRODUCTS],
  );
  for (const size of sizes) await seedOrders(database, customerWith(size), size);
  await database.query('ANALYZE');
}

async function seedOrders(database: pg.Pool, customerId: string, orders: number): Promise<void> {
  // Ids grow with time, as the service's version 7 UUIDs do; the variant's digits come from the customer's.
  await database.query(
    `INSERT INTO customer_order (id, customer_id, customer_email, customer_name, idempotency_key, request_hash, currency,
       items_total, weight_grams, ship_to, quote, correlation_id, placed_at, status, version, updated_at)
     SELECT (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || right($1::uuid::text, 12))::uuid, $1::uuid, 'ada@breakwater.example',
       'Ada Lovelace', 'key-' || n, 'hash', 'GBP', $3::int * 250, 800,
       '{"name":"Ada Lovelace","street":"12 St James Square","city":"London","postcode":"SW1Y 4JH","country":"GB"}',
       '{"quoteId":"1c6f5f0a-8f6c-4a55-9d8a-2f4f6a1b2c3d","carrier":"swiftpost","service":"standard",'
         '"cost":{"amount":395,"currency":"GBP"},"isFallback":false,"asOf":"2026-01-01T00:00:00.000Z"}',
       'drill', timestamptz '2026-01-01' + n * interval '1 minute', 'confirmed', 2,
       timestamptz '2026-01-01' + n * interval '1 minute'
     FROM generate_series(1, $2) AS n`,
    [customerId, orders, LINES],
  );
  await database.query(
    `INSERT INTO order_item (order_id, line, sku, name, quantity, unit_price)
     SELECT o.id, line, 'SKU-' || product, 'Product ' || product, 1, 250
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM customer_order WHERE customer_id = $1) AS o,
       generate_series(1, $2) AS line, LATERAL (SELECT (o.n * 7 + line * 31) % $3 AS product) AS p`,
    [customerId, LINES, PRODUCTS],
  );
}
