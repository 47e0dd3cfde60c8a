import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSigningKey1764000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE signing_key (
        key_id text PRIMARY KEY,
        status text NOT NULL CHECK (status IN ('next', 'current', 'retired')),
        public_jwk jsonb NOT NULL,
        private_key text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        usable_from timestamptz NOT NULL,
        activated_at timestamptz,
        published_until timestamptz,
        CHECK ((status = 'retired') = (published_until IS NOT NULL)),
        CHECK ((status = 'next') = (activated_at IS NULL))
      )`);
    await queryRunner.query(
      `CREATE UNIQUE INDEX signing_key_one_each ON signing_key (status) WHERE status <> 'retired'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE signing_key`);
  }
}
