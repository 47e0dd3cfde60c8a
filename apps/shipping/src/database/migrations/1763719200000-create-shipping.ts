import { createInboxTable, createOutboxTable, dropInboxTable, dropOutboxTable } from '@breakwater/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateShipping1763719200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createOutboxTable(queryRunner);
    await createInboxTable(queryRunner);
    await queryRunner.query(`
      CREATE TABLE quote (
        quote_id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        country text NOT NULL,
        postcode text NOT NULL,
        weight_grams integer NOT NULL,
        offers jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await queryRunner.query(`CREATE INDEX quote_expires_at ON quote (expires_at)`);
    await queryRunner.query(`
      CREATE TABLE shipment (
        order_id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('none', 'booked', 'cancelled')),
        label_requested_at timestamptz,
        shipment_id uuid UNIQUE,
        label jsonb,
        booked_at timestamptz,
        cancelled_at timestamptz,
        label_voided_at timestamptz,
        CHECK (state <> 'booked' OR (shipment_id IS NOT NULL AND label IS NOT NULL AND booked_at IS NOT NULL)),
        CHECK (state <> 'cancelled' OR label IS NULL OR label_voided_at IS NOT NULL)
      ) WITH (fillfactor = 80)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE shipment`);
    await queryRunner.query(`DROP TABLE quote`);
    await dropInboxTable(queryRunner);
    await dropOutboxTable(queryRunner);
  }
}
