import { createInboxTable, createOutboxTable, dropInboxTable, dropOutboxTable } from '@breakwater/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateNotification1763719200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createOutboxTable(queryRunner);
    await createInboxTable(queryRunner);
    await queryRunner.query(`
      CREATE TABLE notification (
        notification_id uuid PRIMARY KEY,
        position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        order_id uuid NOT NULL,
        kind text NOT NULL,
        customer_id uuid NOT NULL,
        channel text NOT NULL CHECK (channel IN ('email', 'account')),
        status text NOT NULL CHECK (status IN ('pending', 'sent')),
        subject text NOT NULL,
        invoice_number text,
        provider_message_id text,
        created_at timestamptz NOT NULL,
        sent_at timestamptz,
        UNIQUE (order_id, kind),
        CHECK ((status = 'sent') = (sent_at IS NOT NULL))
      ) WITH (fillfactor = 80)`);
    await queryRunner.query(`CREATE SEQUENCE invoice_sequence`);
    await queryRunner.query(`
      CREATE TABLE invoice (
        order_id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        sequence bigint NOT NULL UNIQUE,
        content jsonb NOT NULL
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE invoice`);
    await queryRunner.query(`DROP SEQUENCE invoice_sequence`);
    await queryRunner.query(`DROP TABLE notification`);
    await dropInboxTable(queryRunner);
    await dropOutboxTable(queryRunner);
  }
}
