import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { DataSource, type EntityManager } from 'typeorm';
import type { SigningKeyView } from '@breakwater/contracts';

export interface StoredKey {
  keyId: string;
  status: SigningKeyView['status'];
  publicJwk: JWK;
  /** Encrypted. */
  privateKey: string;
  createdAt: Date;
  /** Milliseconds since it became the current key; null before. */
  activeForMs: number | null;
  /** Milliseconds until it has been published for long enough to sign; zero or less when it may. */
  usableInMs: number;
}

export type NewStoredKey = Pick<StoredKey, 'keyId' | 'publicJwk' | 'privateKey'>;

/** Any two numbers will do, as long as every process uses the same ones. */
const ROTATION_LOCK = [4_801, 1];

/** The keys' table. Ages are told by the database's clock, which all processes share. */
@Injectable()
export class SigningKeyRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** What verifiers must know: `next`, `current`, and every retired key of which a token may still be valid. Oldest first. */
  async published(from: EntityManager = this.dataSource.manager): Promise<StoredKey[]> {
    return from.query(
      `SELECT key_id AS "keyId", status, public_jwk AS "publicJwk", private_key AS "privateKey", created_at AS "createdAt",
         (extract(epoch FROM now() - activated_at) * 1000)::float8 AS "activeForMs",
         (extract(epoch FROM usable_from - now()) * 1000)::float8 AS "usableInMs"
       FROM signing_key WHERE published_until IS NULL OR published_until > now()
       ORDER BY created_at, key_id`,
    );
  }

  /** Waits until no other process rotates; held until the transaction ends. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1, $2)', ROTATION_LOCK);
  }

  /** @returns false when another process is rotating just now */
  async tryLock(tx: EntityManager): Promise<boolean> {
    const rows: { locked: boolean }[] = await tx.query(
      'SELECT pg_try_advisory_xact_lock($1, $2) AS locked',
      ROTATION_LOCK,
    );
    return rows[0]?.locked === true;
  }

  async insertCurrent(tx: EntityManager, key: NewStoredKey): Promise<void> {
    await tx.query(
      `INSERT INTO signing_key (key_id, status, public_jwk, private_key, usable_from, activated_at)
       VALUES ($1, 'current', $2, $3, now(), now())`,
      [key.keyId, key.publicJwk, key.privateKey],
    );
  }

  async insertNext(tx: EntityManager, key: NewStoredKey, leadMs: number): Promise<void> {
    await tx.query(
      `INSERT INTO signing_key (key_id, status, public_jwk, private_key, usable_from)
       VALUES ($1, 'next', $2, $3, now() + $4 * interval '1 millisecond')`,
      [key.keyId, key.publicJwk, key.privateKey, leadMs],
    );
  }

  async retireCurrent(tx: EntityManager, publishedForMs: number): Promise<void> {
    await tx.query(
      `UPDATE signing_key SET status = 'retired', published_until = now() + $1 * interval '1 millisecond'
       WHERE status = 'current'`,
      [publishedForMs],
    );
  }

  async promoteNext(tx: EntityManager): Promise<void> {
    await tx.query(`UPDATE signing_key SET status = 'current', activated_at = now() WHERE status = 'next'`);
  }

  /** Forgets the retired keys of which every token has expired. */
  async prune(tx: EntityManager): Promise<void> {
    await tx.query(`DELETE FROM signing_key WHERE published_until < now()`);
  }
}
