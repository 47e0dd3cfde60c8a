import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLabel1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE label (
        label_id uuid PRIMARY KEY,
        carrier text NOT NULL,
        idempotency_key text NOT NULL,
        fingerprint text NOT NULL,
        reference text NOT NULL,
        service text NOT NULL,
        tracking_number text NOT NULL UNIQUE,
        price_amount bigint NOT NULL CHECK (price_amount >= 0),
        created_at timestamptz NOT NULL,
        voided_at timestamptz,
        UNIQUE (carrier, idempotency_key)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE label`);
  }
}
