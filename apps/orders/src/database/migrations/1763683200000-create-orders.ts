import { createInboxTable, createOutboxTable, dropInboxTable, dropOutboxTable } from '@breakwater/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrders1763683200000 implements MigrationInterface {
  readonly name = 'CreateOrders1763683200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // A level may arrive before its product: the row then waits with product_version 0. Every order changes levels, so
    // pages keep room for the new version of a row beside the old one (heap-only updates touch no index).
    await queryRunner.query(`
      CREATE TABLE product (
        sku text PRIMARY KEY,
        name text,
        unit_price bigint,
        currency text,
        weight_grams integer,
        product_version integer NOT NULL DEFAULT 0,
        available integer NOT NULL DEFAULT 0,
        stock_version integer NOT NULL DEFAULT 0,
        CHECK (product_version = 0 OR num_nulls(name, unit_price, currency, weight_grams) = 0)
      ) WITH (fillfactor = 80)`);

    // json and not jsonb, which sorts keys: the first answer is built from these, and a repeat must get it to the byte.
    await queryRunner.query(`
      CREATE TABLE customer_order (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        customer_email text NOT NULL,
        customer_name text NOT NULL,
        idempotency_key text NOT NULL,
        request_hash text NOT NULL,
        currency text NOT NULL,
        items_total bigint NOT NULL,
        weight_grams bigint NOT NULL,
        ship_to json NOT NULL,
        quote json NOT NULL,
        correlation_id text NOT NULL,
        placed_at timestamptz NOT NULL,
        status text NOT NULL CHECK (status IN ('placed', 'confirmed', 'rejected', 'cancelled')),
        version integer NOT NULL,
        updated_at timestamptz NOT NULL,
        final_shipping_cost bigint,
        reconciled_at timestamptz,
        shipment json,
        rejection json,
        CHECK ((status = 'rejected') = (rejection IS NOT NULL)),
        CHECK ((final_shipping_cost IS NULL) = (reconciled_at IS NULL))
      ) WITH (fillfactor = 80)`);
    await queryRunner.query(
      `CREATE UNIQUE INDEX customer_order_idempotency_key ON customer_order (customer_id, idempotency_key)`,
    );
    await queryRunner.query(`CREATE INDEX customer_order_of_customer ON customer_order (customer_id, id)`);

    await queryRunner.query(`
      CREATE TABLE order_item (
        order_id uuid NOT NULL REFERENCES customer_order (id),
        line integer NOT NULL,
        sku text NOT NULL,
        name text NOT NULL,
        quantity integer NOT NULL CHECK (quantity > 0),
        unit_price bigint NOT NULL CHECK (unit_price >= 0),
        PRIMARY KEY (order_id, line)
      )`);

    await createOutboxTable(queryRunner);
    await createInboxTable(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropInboxTable(queryRunner);
    await dropOutboxTable(queryRunner);
    await queryRunner.query(`DROP TABLE order_item`);
    await queryRunner.query(`DROP TABLE customer_order`);
    await queryRunner.query(`DROP TABLE product`);
  }
}
