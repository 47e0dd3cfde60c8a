import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { startAgain } from './query-budget/tally.js';

/** serialization_failure and deadlock_detected: PostgreSQL undid the transaction, and the same one may well succeed next. */
const RETRYABLE_SQLSTATES = new Set(['40001', '40P01']);
const MAX_ATTEMPTS = 3;

/** The SQLSTATE of a failed statement, for example `23505` (unique_violation). */
export function sqlState(error: unknown): string | undefined {
  return fieldOf(error, 'code');
}

/** The constraint or unique index that a failed statement would have broken. */
export function violatedConstraint(error: unknown): string | undefined {
  return fieldOf(error, 'constraint');
}

/** What PostgreSQL said of a failure, by the names that pg gives its parts. */
function fieldOf(error: unknown, name: 'code' | 'constraint'): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const value = (error.driverError as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}

/**
 * Runs work in a database transaction.
 *
 * Guarantees: all of `work`'s statements commit together or not at all; a deadlock or serialization failure runs `work` again,
 * at most three times, so `work` must have no effect outside the transaction. Inside, use `tx` alone: a repository of its own
 * would take a second connection, and a pool whose every connection waits for a second one is dead.
 */
@Injectable()
export class Transactions {
  readonly #afterCommit = new WeakMap<EntityManager, (() => void)[]>();

  constructor(private readonly dataSource: DataSource) {}

  async run<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      let callbacks: (() => void)[] = [];
      try {
        const result = await this.dataSource.transaction(async (tx) => {
          callbacks = [];
          this.#afterCommit.set(tx, callbacks);
          return work(tx);
        });
        for (const callback of callbacks) callback();
        return result;
      } catch (error) {
        const retryable = RETRYABLE_SQLSTATES.has(sqlState(error) ?? '');
        if (!retryable || attempt === MAX_ATTEMPTS) throw error;
        startAgain();
      }
    }
  }

  /**
   * Calls `callback` once the transaction of `tx` has committed; never when it was rolled back. It is a nudge, not a promise:
   * a process that dies in between never calls it.
   *
   * @throws when `tx` is not a transaction of {@link Transactions.run}
   */
  afterCommit(tx: EntityManager, callback: () => void): void {
    const callbacks = this.#afterCommit.get(tx);
    if (!callbacks) throw new Error('afterCommit needs the EntityManager that Transactions.run hands to its work');
    callbacks.push(callback);
  }
}
