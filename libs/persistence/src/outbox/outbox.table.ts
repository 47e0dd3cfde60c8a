import type { QueryRunner } from 'typeorm';

/**
 * Creates the outbox; called from a service's first migration.
 *
 * Each row has a state of its own (unpublished, leased by a relay, published, to be repeated). A cursor "everything after position n" would
 * lose the rows that commit out of order: positions are handed out before commit.
 */
export async function createOutboxTable(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE TABLE outbox (
      position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      event_id uuid NOT NULL,
      topic text NOT NULL,
      type text NOT NULL,
      body text NOT NULL,
      trace_parent text,
      created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      published_at timestamptz,
      leased_until timestamptz,
      attempts integer NOT NULL DEFAULT 0,
      last_error text,
      is_repeat boolean NOT NULL DEFAULT false
    ) WITH (fillfactor = 80)`);
  await queryRunner.query(`CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL`);
  await queryRunner.query(`CREATE INDEX outbox_repeat ON outbox (position) WHERE is_repeat`);
  await queryRunner.query(`CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL`);
  await queryRunner.query(`
    CREATE TABLE outbox_subscriber (
      subscription text PRIMARY KEY,
      first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )`);
}

export async function dropOutboxTable(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`DROP TABLE outbox_subscriber`);
  await queryRunner.query(`DROP TABLE outbox`);
}
