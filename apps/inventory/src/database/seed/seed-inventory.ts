import { type EventDraft, type EventPublisher } from '@breakwater/messaging';
import type { Transactions } from '@breakwater/persistence';
import type { EntityManager } from 'typeorm';
import { eventChunks, levelChangedDrafts } from '../../stock/stock-level.events.js';
import { generateCatalogue, type SeedProduct } from './generate-catalogue.js';
import { OPENING_REFERENCE, SEED_DELIVERIES_SQL, SEED_SALES_SQL } from './seed-history.sql.js';
import { WARE_CATEGORIES } from './wares.js';

/** Two seeds at the same time wait for each other; any number will do. */
const SEED_LOCK = 4_801_734;

export type SeedResult =
  | { seeded: false; products: number }
  | { seeded: true; categories: number; products: number; movements: number; events: number };

/**
 * Fills an inventory with the seeded shop and {@link HISTORY_DAYS} days of movements that end at `until`, and puts
 * `product.changed` and `stock.level-changed` into the outbox: all in one transaction. Changes nothing when it is there.
 */
export async function seedInventory(
  transactions: Transactions,
  publisher: EventPublisher,
  until: Date,
): Promise<SeedResult> {
  const products = generateCatalogue();
  return transactions.run(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [SEED_LOCK]);
    if (await isSeeded(tx, products)) return { seeded: false, products: products.length };
    await insertCatalogue(tx, products);
    const movements = await insertHistory(tx, products, until);
    const drafts = draftsOf(products);
    await publisher.append(tx, drafts);
    // The first report must not be planned for an empty ledger.
    await tx.query(`ANALYZE category, product, stock, stock_movement`);
    return {
      seeded: true,
      categories: WARE_CATEGORIES.length,
      products: products.length,
      movements,
      events: drafts.length,
    };
  });
}

async function isSeeded(tx: EntityManager, [first]: SeedProduct[]): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM stock_movement WHERE sku = $1 AND reason = 'restock' AND reference = $2`,
    [first?.sku, OPENING_REFERENCE],
  );
  return rows.length > 0;
}

async function insertCatalogue(tx: EntityManager, products: SeedProduct[]): Promise<void> {
  await tx.query(
    `INSERT INTO category (slug, name) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (slug) DO UPDATE SET name = excluded.name`,
    [WARE_CATEGORIES.map((category) => category.slug), WARE_CATEGORIES.map((category) => category.name)],
  );
  await tx.query(
    `INSERT INTO product (sku, name, category_slug, price_amount, price_currency, weight_grams)
     SELECT sku, name, category, price, 'GBP', weight
     FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::int[]) AS product (sku, name, category, price, weight)`,
    [
      products.map((product) => product.sku),
      products.map((product) => product.name),
      products.map((product) => product.category),
      products.map((product) => product.price),
      products.map((product) => product.weightGrams),
    ],
  );
  await tx.query(`INSERT INTO stock (sku, available) SELECT * FROM unnest($1::text[], $2::int[])`, [
    products.map((product) => product.sku),
    products.map((product) => product.available),
  ]);
}

async function insertHistory(tx: EntityManager, products: SeedProduct[], until: Date): Promise<number> {
  const skus = products.map((product) => product.sku);
  await tx.query(SEED_SALES_SQL, [skus, products.map((product) => product.dailySalesTenths), until]);
  await tx.query(SEED_DELIVERIES_SQL, [until, skus]);
  const [counted] = await tx.query<[{ movements: number }]>(
    `SELECT count(*)::int AS movements FROM stock_movement WHERE sku = ANY($1::text[])`,
    [skus],
  );
  return counted.movements;
}

const draftsOf = (products: SeedProduct[]): EventDraft[] =>
  eventChunks(products).flatMap((chunk, index) => {
    const cause = { id: `seed-${index + 1}`, version: 1 };
    return [
      {
        type: 'product.changed' as const,
        aggregateId: cause.id,
        aggregateVersion: cause.version,
        payload: {
          products: chunk.map(({ sku, name, category, price, weightGrams }) => ({
            sku,
            name,
            category,
            price: { amount: price, currency: 'GBP' as const },
            weightGrams,
            version: 1,
          })),
        },
      },
      ...levelChangedDrafts(
        cause,
        chunk.map(({ sku, available }) => ({ sku, available, version: 1 })),
      ),
    ];
  });
