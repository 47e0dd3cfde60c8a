import { createInboxTable, createOutboxTable, dropInboxTable, dropOutboxTable } from '@breakwater/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** SKUs are compared byte by byte (COLLATE "C"), so that the order in which rows are locked is the same on every server. */
const statements = [
  `CREATE TABLE category (
    slug text COLLATE "C" PRIMARY KEY,
    name text NOT NULL
  )`,
  `CREATE TABLE product (
    sku text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    category_slug text COLLATE "C" NOT NULL REFERENCES category (slug),
    price_amount bigint NOT NULL CHECK (price_amount >= 0),
    price_currency text NOT NULL CHECK (price_currency = 'GBP'),
    weight_grams integer NOT NULL CHECK (weight_grams > 0),
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1)
  )`,
  `CREATE INDEX product_of_category ON product (category_slug, sku)`,
  // Every order updates its products' rows: room on each page keeps those updates within the page (HOT).
  `CREATE TABLE stock (
    sku text COLLATE "C" PRIMARY KEY REFERENCES product (sku),
    available integer NOT NULL DEFAULT 0 CHECK (available >= 0),
    reserved integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1)
  ) WITH (fillfactor = 70)`,
  // Append-only. No foreign key: it would lock the product's row once more for every line of every order, and the SKU comes
  // from a stock row that the same transaction has locked. The key makes every movement count once: a delivery by its
  // reference, a reservation and its release by their order.
  `CREATE TABLE stock_movement (
    sku text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL CHECK (reason IN ('restock', 'sale', 'reservation', 'release')),
    reference text COLLATE "C" NOT NULL,
    delta integer NOT NULL CHECK (delta <> 0),
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (sku, reason, reference)
  )`,
  `CREATE INDEX stock_movement_at ON stock_movement USING brin (at)`,
  `CREATE TABLE reservation (
    order_id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('none', 'reserved', 'rejected', 'cancelled', 'released')),
    updated_at timestamptz NOT NULL DEFAULT now()
  ) WITH (fillfactor = 80)`,
  `CREATE TABLE reservation_line (
    order_id uuid NOT NULL REFERENCES reservation (order_id),
    sku text COLLATE "C" NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, sku)
  )`,
];

export class CreateInventory1763683200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
    await createOutboxTable(queryRunner);
    await createInboxTable(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropInboxTable(queryRunner);
    await dropOutboxTable(queryRunner);
    await queryRunner.query(`DROP TABLE reservation_line, reservation, stock_movement, stock, product, category`);
  }
}
