import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/**
 * The idempotent consumer's memory: which events a consumer has handled. The row is written in the handler's transaction, so
 * an event is handled and remembered together or not at all.
 *
 * Source of the pattern: Hohpe and Woolf, "Enterprise Integration Patterns" (idempotent receiver).
 */
@Injectable()
export class Inbox {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Remembers the event in the caller's transaction. While another transaction is handling the same event this waits for it.
   *
   * @returns false when the event was handled before: then change nothing
   */
  async claim(tx: EntityManager, consumer: string, eventId: string): Promise<boolean> {
    const rows = (await tx.query(
      `INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1 AS claimed`,
      [consumer, eventId],
    )) as unknown[];
    return rows.length === 1;
  }

  /**
   * {@link claim} for several events at once, with one statement. Rows are written in the order of their ids, so that two consumers
   * with some events in common wait for each other and never in a circle.
   *
   * @param eventIds without repetition
   * @returns those that were not handled before: change nothing for the others
   */
  async claimAll(tx: EntityManager, consumer: string, eventIds: readonly string[]): Promise<Set<string>> {
    const rows = (await tx.query(
      `INSERT INTO inbox (consumer, event_id) SELECT $1, id FROM unnest($2::uuid[]) AS event (id) ORDER BY id
       ON CONFLICT DO NOTHING RETURNING event_id AS "eventId"`,
      [consumer, eventIds],
    )) as { eventId: string }[];
    return new Set(rows.map(({ eventId }) => eventId));
  }

  /** Whether the event was handled before; saves a repeated call to somebody else's system, decides nothing. */
  async seen(consumer: string, eventId: string): Promise<boolean> {
    const rows = (await this.dataSource.query(`SELECT 1 FROM inbox WHERE consumer = $1 AND event_id = $2`, [
      consumer,
      eventId,
    ])) as unknown[];
    return rows.length === 1;
  }

  /** Deletes up to one batch of rows handled before `before`; returns how many. */
  async prune(before: Date): Promise<number> {
    const [, count] = (await this.dataSource.query(
      `DELETE FROM inbox WHERE (consumer, event_id) IN (
         SELECT consumer, event_id FROM inbox WHERE handled_at < $1 LIMIT 5000)`,
      [before],
    )) as [unknown, number];
    return count;
  }
}
