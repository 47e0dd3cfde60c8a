import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { deferred } from '../connection/deferred.js';

export interface OutboxEntry {
  eventId: string;
  topic: string;
  type: string;
  /** The whole event as JSON. */
  body: string;
  /** W3C trace context of the work that wrote it. */
  traceParent?: string | undefined;
}

export interface ClaimedEntry {
  position: string;
  eventId: string;
  topic: string;
  type: string;
  body: string;
  traceParent: string | null;
  attempts: number;
  createdAt: Date;
  /** It was published before, to a broker that may have forgotten it. */
  isRepeat: boolean;
}

export interface OutboxStats {
  unpublished: number;
  /** Age of the oldest unpublished row. */
  oldestAgeMs: number;
}

const BATCH = 5_000;

const APPEND = deferred(
  `INSERT INTO outbox (event_id, topic, type, body, trace_parent)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])`,
);

/**
 * Has the commit of its statement not wait for the disk. Claims and marks may be lost when PostgreSQL crashes: what they were
 * about is then published again, as after any crash in between.
 *
 * @see https://www.postgresql.org/docs/current/wal-async-commit.html
 */
const MAY_BE_LOST = `(SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL`;

/**
 * The transactional outbox: events are written in the business transaction and published afterwards, at least once.
 *
 * Source of the pattern: Richardson, "Microservices Patterns", chapter 3 (transactional outbox, polling publisher).
 */
@Injectable()
export class Outbox {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes entries with one statement, in the caller's transaction: at once, or with its next statement. */
  async append(tx: EntityManager, entries: readonly OutboxEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await tx.query(APPEND, [
      entries.map((entry) => entry.eventId),
      entries.map((entry) => entry.topic),
      entries.map((entry) => entry.type),
      entries.map((entry) => entry.body),
      entries.map((entry) => entry.traceParent ?? null),
    ]);
  }

  /**
   * Takes up to `limit` unpublished rows for `leaseMs`. Relays of any number of processes never get the same row at the same
   * time; rows of a relay that died are free again when its lease ends. No lock is held when this returns.
   */
  claim(limit: number, leaseMs: number): Promise<ClaimedEntry[]> {
    return this.claimRows(limit, leaseMs, 'published_at IS NULL', 'ASC');
  }

  /** The same of rows that {@link republishSince} marked: newest first, as the newest are the likeliest lost. */
  claimRepeats(limit: number, leaseMs: number): Promise<ClaimedEntry[]> {
    return this.claimRows(limit, leaseMs, 'is_repeat', 'DESC');
  }

  private async claimRows(
    limit: number,
    leaseMs: number,
    which: 'published_at IS NULL' | 'is_repeat',
    order: 'ASC' | 'DESC',
  ): Promise<ClaimedEntry[]> {
    const [rows] = await this.dataSource.query<[ClaimedEntry[], number]>(
      `UPDATE outbox SET leased_until = clock_timestamp() + $2 * interval '1 millisecond', attempts = attempts + 1
       WHERE position IN (
         SELECT position FROM outbox
         WHERE ${which} AND (leased_until IS NULL OR leased_until < clock_timestamp())
         ORDER BY position ${order} LIMIT $1 FOR UPDATE SKIP LOCKED)
         AND ${MAY_BE_LOST}
       RETURNING position, event_id AS "eventId", topic, type, body, trace_parent AS "traceParent", attempts,
         created_at AS "createdAt", is_repeat AS "isRepeat"`,
      [limit, leaseMs],
    );
    return rows;
  }

  async markPublished(positions: readonly string[]): Promise<void> {
    if (positions.length === 0) return;
    await this.dataSource.query(
      `UPDATE outbox SET published_at = coalesce(published_at, clock_timestamp()), leased_until = NULL, last_error = NULL,
         is_repeat = false
       WHERE position = ANY($1::bigint[]) AND ${MAY_BE_LOST}`,
      [positions],
    );
  }

  /** Gives rows back after a failure; they are tried again after `delayMs`, the others meanwhile. */
  async release(positions: readonly string[], error: string, delayMs: number): Promise<void> {
    if (positions.length === 0) return;
    await this.dataSource.query(
      `UPDATE outbox SET leased_until = clock_timestamp() + $3 * interval '1 millisecond', last_error = $2
       WHERE position = ANY($1::bigint[])`,
      [positions, error.slice(0, 500), delayMs],
    );
  }

  /**
   * Marks everything first published since `since` to go out again, for a broker that lost its messages. Consumers have an inbox,
   * so what they already handled changes nothing; {@link claimRepeats} hands the rows out.
   *
   * @returns number of rows
   */
  async republishSince(since: Date): Promise<number> {
    let total = 0;
    for (;;) {
      const [, count] = (await this.dataSource.query(
        `UPDATE outbox SET is_repeat = true
         WHERE position IN (SELECT position FROM outbox WHERE published_at >= $1 AND NOT is_repeat ORDER BY published_at LIMIT ${BATCH})`,
        [since],
      )) as [unknown, number];
      total += count;
      if (count < BATCH) return total;
    }
  }

  /** Deletes up to one batch of rows published before `before`; returns how many. */
  async prune(before: Date): Promise<number> {
    const [, count] = (await this.dataSource.query(
      `DELETE FROM outbox
       WHERE position IN (SELECT position FROM outbox WHERE published_at < $1 AND NOT is_repeat ORDER BY published_at LIMIT ${BATCH})`,
      [before],
    )) as [unknown, number];
    return count;
  }

  /** Remembers subscriptions; returns those never seen before. */
  async rememberSubscribers(subscriptions: readonly string[]): Promise<string[]> {
    if (subscriptions.length === 0) return [];
    const rows = (await this.dataSource.query(
      `INSERT INTO outbox_subscriber (subscription) SELECT unnest($1::text[])
       ON CONFLICT DO NOTHING RETURNING subscription`,
      [subscriptions],
    )) as { subscription: string }[];
    return rows.map((row) => row.subscription);
  }

  async stats(): Promise<OutboxStats> {
    const [row] = (await this.dataSource.query(
      `SELECT count(*)::int AS unpublished,
         coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::float AS "oldestAgeMs"
       FROM outbox WHERE published_at IS NULL OR is_repeat`,
    )) as [OutboxStats];
    return row;
  }
}
