import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateShippingReconciliation1763942400000 implements MigrationInterface {
  readonly name = 'CreateShippingReconciliation1763942400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE shipping_reconciliation (
        order_id uuid PRIMARY KEY REFERENCES customer_order (id),
        state text NOT NULL CHECK (state IN ('pending', 'reconciled', 'void')),
        estimated bigint NOT NULL,
        actual bigint,
        opened_at timestamptz NOT NULL,
        settled_at timestamptz,
        CHECK ((state = 'reconciled') = (actual IS NOT NULL)),
        CHECK ((state = 'pending') = (settled_at IS NULL))
      )`);
    // Few of many: what is settled leaves the index.
    await queryRunner.query(
      `CREATE INDEX shipping_reconciliation_pending ON shipping_reconciliation (opened_at) WHERE state = 'pending'`,
    );
    await queryRunner.query(`
      INSERT INTO shipping_reconciliation (order_id, state, estimated, actual, opened_at, settled_at)
      SELECT id,
        CASE WHEN reconciled_at IS NOT NULL THEN 'reconciled' WHEN status IN ('rejected', 'cancelled') THEN 'void' ELSE 'pending' END,
        (quote -> 'cost' ->> 'amount')::bigint, final_shipping_cost, placed_at,
        CASE WHEN reconciled_at IS NOT NULL THEN reconciled_at WHEN status IN ('rejected', 'cancelled') THEN updated_at END
      FROM customer_order WHERE (quote ->> 'isFallback')::boolean`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE shipping_reconciliation`);
  }
}
