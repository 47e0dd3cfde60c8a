import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateEmail1764000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE email_message (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        message_id uuid NOT NULL UNIQUE,
        idempotency_key text NOT NULL UNIQUE,
        recipient text NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        accepted_at timestamptz NOT NULL DEFAULT now()
      )`);
    await queryRunner.query(`
      CREATE TABLE email_attachment (
        message_id uuid NOT NULL REFERENCES email_message (message_id) ON DELETE CASCADE,
        index smallint NOT NULL,
        filename text NOT NULL,
        content_type text NOT NULL,
        content bytea NOT NULL,
        PRIMARY KEY (message_id, index)
      )`);
    // A PDF is compressed already; trying again costs the time and saves nothing.
    await queryRunner.query(`ALTER TABLE email_attachment ALTER COLUMN content SET STORAGE EXTERNAL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE email_attachment`);
    await queryRunner.query(`DROP TABLE email_message`);
  }
}
