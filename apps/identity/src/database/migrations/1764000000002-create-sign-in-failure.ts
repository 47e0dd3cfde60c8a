import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSignInFailure1764000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE sign_in_failure (
        bucket text PRIMARY KEY,
        failures integer NOT NULL CHECK (failures >= 0),
        window_ends_at timestamptz NOT NULL,
        known_until timestamptz
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE sign_in_failure`);
  }
}
