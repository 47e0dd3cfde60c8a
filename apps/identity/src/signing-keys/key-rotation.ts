import { Transactions } from '@breakwater/persistence';
import { CONFIG, Logger } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { IdentityConfig } from '../config.js';
import { createKeyPair } from './key-pair.js';
import { PrivateKeyCipher } from './private-key-cipher.js';
import { type NewStoredKey, SigningKeyRepository, type StoredKey } from './signing-key.repository.js';

/** How far the clocks of verifiers may be apart from the database's. */
const CLOCK_SKEW_MS = 60_000;

export type RotationOutcome =
  | { rotated: true; keyId: string }
  | { rotated: false; because: 'not-due' | 'somebody-else-rotates' }
  | { rotated: false; because: 'next-key-too-young'; readyInMs: number };

/**
 * Replaces the signing key without a token being refused: a key is published as `next` for `signingKeyLeadMs` before it signs
 * as `current`, and stays published as `retired` until its last token has expired. An advisory lock lets one process rotate.
 */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: SigningKeyRepository,
    private readonly cipher: PrivateKeyCipher,
    private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {}

  /** Makes the first pair of keys, once; whoever fetches one of them fetches both, so the second may sign at any time. */
  async createFirstKeys(): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.keys.lock(tx);
      if ((await this.keys.published(tx)).some(({ status }) => status === 'current')) return;
      const [current, next] = await Promise.all([this.#createKey(), this.#createKey()]);
      await this.keys.insertCurrent(tx, current);
      await this.keys.insertNext(tx, next, 0);
      this.logger.info({ keyId: current.keyId }, 'first signing key created');
    });
  }

  rotate(): Promise<RotationOutcome> {
    return this.transactions.run(async (tx) => {
      await this.keys.lock(tx);
      return this.#rotateLocked(tx, await this.keys.published(tx));
    });
  }

  /** Rotates when the current key is older than `signingKeyRotationMs`, and forgets keys that are no longer needed. */
  rotateIfDue(): Promise<RotationOutcome> {
    return this.transactions.run(async (tx) => {
      if (!(await this.keys.tryLock(tx))) return { rotated: false, because: 'somebody-else-rotates' };
      await this.keys.prune(tx);
      const published = await this.keys.published(tx);
      const current = published.find(({ status }) => status === 'current');
      if (!current || (current.activeForMs ?? 0) < this.config.signingKeyRotationMs) {
        return { rotated: false, because: 'not-due' };
      }
      return this.#rotateLocked(tx, published);
    });
  }

  async #rotateLocked(tx: EntityManager, published: StoredKey[]): Promise<RotationOutcome> {
    const next = published.find(({ status }) => status === 'next');
    if (!next) {
      await this.keys.insertNext(tx, await this.#createKey(), this.config.signingKeyLeadMs);
      return { rotated: false, because: 'next-key-too-young', readyInMs: this.config.signingKeyLeadMs };
    }
    if (next.usableInMs > 0) return { rotated: false, because: 'next-key-too-young', readyInMs: next.usableInMs };
    // A process may sign with the key for as long as it caches the key set, and that token lives its whole life.
    const lastTokenMs = this.config.accessTokenSeconds * 1000 + this.config.signingKeyCacheMs + CLOCK_SKEW_MS;
    await this.keys.retireCurrent(tx, lastTokenMs);
    await this.keys.promoteNext(tx);
    await this.keys.insertNext(tx, await this.#createKey(), this.config.signingKeyLeadMs);
    return { rotated: true, keyId: next.keyId };
  }

  async #createKey(): Promise<NewStoredKey> {
    const { keyId, publicJwk, privateKey } = await createKeyPair();
    return { keyId, publicJwk, privateKey: this.cipher.encrypt(keyId, privateKey) };
  }
}
