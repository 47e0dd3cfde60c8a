import { Transactions } from '@breakwater/persistence';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** One count of failures and how long it lasts. */
export interface Bucket {
  name: string;
  windowMs: number;
}

export interface BucketState {
  name: string;
  failures: number;
  /** Milliseconds until the count starts anew. */
  endsInMs: number;
  /** A sign-in has succeeded here lately. */
  known: boolean;
}

const COLUMNS = `bucket AS name,
  (CASE WHEN window_ends_at <= now() THEN 0 ELSE failures END)::int AS failures,
  (extract(epoch FROM window_ends_at - now()) * 1000)::float8 AS "endsInMs",
  coalesce(known_until > now(), false) AS known`;

/**
 * Counts of failed sign-ins, in windows that begin with the first attempt. All processes share them, by the database's clock.
 * Rows are always locked in the order of their names, so that two sign-ins never wait for each other.
 */
@Injectable()
export class SignInFailureRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
  ) {}

  /** Looks without counting. */
  async read(names: readonly string[]): Promise<BucketState[]> {
    return this.dataSource.query(`SELECT ${COLUMNS} FROM sign_in_failure WHERE bucket = ANY($1)`, [names]);
  }

  /**
   * Adds one to every bucket, or to none: `check` sees the counts as they are, with nobody else able to change them, and
   * what it throws undoes everything.
   */
  async count(buckets: readonly Bucket[], check: (states: BucketState[]) => void): Promise<void> {
    const names = buckets.map(({ name }) => name);
    await this.transactions.run(async (tx) => {
      check(
        await tx.query(
          `INSERT INTO sign_in_failure AS held (bucket, failures, window_ends_at)
           SELECT name, 0, now() + window_ms * interval '1 millisecond'
           FROM unnest($1::text[], $2::float8[]) AS wanted (name, window_ms) ORDER BY name
           ON CONFLICT (bucket) DO UPDATE SET
             failures = CASE WHEN held.window_ends_at <= now() THEN 0 ELSE held.failures END,
             window_ends_at =
               CASE WHEN held.window_ends_at <= now() THEN excluded.window_ends_at ELSE held.window_ends_at END
           RETURNING ${COLUMNS}`,
          [names, buckets.map(({ windowMs }) => windowMs)],
        ),
      );
      await tx.query(`UPDATE sign_in_failure SET failures = failures + 1 WHERE bucket = ANY($1)`, [names]);
    });
  }

  /** Takes one attempt that turned out well back from every bucket; from `cleared`, which is known now, all of them. */
  async forgive(
    names: readonly string[],
    { cleared, knownForMs }: { cleared: string; knownForMs: number },
  ): Promise<void> {
    await this.dataSource.query(
      `UPDATE sign_in_failure AS held SET
         failures = CASE WHEN held.bucket = $2 THEN 0 ELSE greatest(held.failures - 1, 0) END,
         known_until = CASE WHEN held.bucket = $2 THEN now() + $3 * interval '1 millisecond' ELSE held.known_until END
       FROM (SELECT bucket FROM sign_in_failure WHERE bucket = ANY($1) ORDER BY bucket FOR UPDATE) AS locked
       WHERE held.bucket = locked.bucket`,
      [names, cleared, knownForMs],
    );
  }

  /** Forgets what no longer counts. */
  async prune(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM sign_in_failure WHERE window_ends_at <= now() AND (known_until IS NULL OR known_until <= now())`,
    );
  }
}
