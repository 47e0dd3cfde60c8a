import type { PlaceOrderBody } from '@breakwater/contracts';
import type pg from 'pg';

/** What the parcels weigh that are cheapest with northline, swiftpost and parcelworks: each carrier gets its part. */
const WEIGHTS = [
  { name: 'LIGHT', grams: 200 },
  { name: 'MEDIUM', grams: 800 },
  { name: 'HEAVY', grams: 4_000 },
] as const;
/** Of each weight. Reservations lock stock rows: with few products the orders would wait for each other. */
const PRODUCTS = 60;
const PLENTY = 1_000_000;
const PENCE = 250;

const skuOf = (weight: string, index: number): string => `${weight}-${index % PRODUCTS}`;

/** Two products of a weight in each basket, neighbours far apart, so that baskets in a row share nothing. */
export const baskets: PlaceOrderBody['items'][] = Array.from({ length: PRODUCTS }, (_, index) =>
  WEIGHTS.map(({ name }) => [
    { sku: skuOf(name, index), quantity: 1 },
    { sku: skuOf(name, index + PRODUCTS / 2), quantity: 1 },
  ]),
).flat();

/** The same products and stock in both databases, as events would have brought them. */
export async function seedProducts(orders: pg.Pool, inventory: pg.Pool): Promise<void> {
  const products = WEIGHTS.flatMap(({ name, grams }) =>
    Array.from({ length: PRODUCTS }, (_, index) => ({ sku: skuOf(name, index), grams })),
  );
  const columns = [products.map(({ sku }) => sku), products.map(({ grams }) => grams)];
  await orders.query(
    `INSERT INTO product (sku, name, unit_price, currency, weight_grams, product_version, available, stock_version)
     SELECT sku, 'Product ' || sku, ${PENCE}, 'GBP', grams, 1, ${PLENTY}, 1
     FROM unnest($1::text[], $2::integer[]) AS p (sku, grams)`,
    columns,
  );
  await inventory.query(`INSERT INTO category (slug, name) VALUES ('drill', 'Drill')`);
  await inventory.query(
    `INSERT INTO product (sku, name, category_slug, price_amount, price_currency, weight_grams)
     SELECT sku, 'Product ' || sku, 'drill', ${PENCE}, 'GBP', grams
     FROM unnest($1::text[], $2::integer[]) AS p (sku, grams)`,
    columns,
  );
  await inventory.query(
    `INSERT INTO stock (sku, available) SELECT sku, ${PLENTY} FROM unnest($1::text[]) AS p (sku)`,
    columns.slice(0, 1),
  );
}
