import { CONFIG, Logger } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { createLocalJWKSet, type CryptoKey, importPKCS8, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { IdentityConfig } from '../config.js';
import { KeyRotation } from './key-rotation.js';
import { SIGNATURE_ALGORITHM } from './key-pair.js';
import { PrivateKeyCipher } from './private-key-cipher.js';
import { SigningKeyRepository, type StoredKey } from './signing-key.repository.js';

/** After a read that failed: requests must not wait for a database that is away, one after the other. */
const RETRY_MS = 1_000;

interface Snapshot {
  startedAt: number;
  current: StoredKey;
  stored: StoredKey[];
  jwks: JSONWebKeySet;
  find: JWTVerifyGetKey;
}

export interface Signer {
  keyId: string;
  privateKey: CryptoKey;
}

/**
 * The key set as this process sees it: read from the database at most once every `signingKeyCacheMs`, by one query however
 * many ask. While the database is away the last one read goes on serving.
 */
@Injectable()
export class KeySet {
  #snapshot: Snapshot | undefined;
  #loading: Promise<Snapshot> | undefined;
  #signer: Signer | undefined;
  #retryAt = 0;

  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly rotation: KeyRotation,
    private readonly cipher: PrivateKeyCipher,
    private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {}

  /** The key to sign with. */
  async signer(): Promise<Signer> {
    const { current } = await this.#read();
    if (this.#signer?.keyId !== current.keyId) {
      const pem = this.cipher.decrypt(current.keyId, current.privateKey);
      this.#signer = { keyId: current.keyId, privateKey: await importPKCS8(pem, SIGNATURE_ALGORITHM) };
    }
    return this.#signer;
  }

  /** The public keys, as they are published (RFC 7517). */
  async jwks(): Promise<JSONWebKeySet> {
    return (await this.#read()).jwks;
  }

  async list(): Promise<StoredKey[]> {
    return (await this.#read()).stored;
  }

  /** Finds the key of a token, for verification. */
  readonly find: JWTVerifyGetKey = async (header, token) => (await this.#read()).find(header, token);

  /** Reads the key set anew, whatever the age of the one at hand. */
  async refresh(): Promise<void> {
    await this.#load();
  }

  async #read(): Promise<Snapshot> {
    const known = this.#snapshot;
    const now = performance.now();
    if (known && (now - known.startedAt < this.config.signingKeyCacheMs || now < this.#retryAt)) return known;
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
    if (!known) return this.#loading;
    return this.#loading.catch((err: unknown) => {
      this.#retryAt = performance.now() + RETRY_MS;
      this.logger.warn({ err }, 'signing keys cannot be read again; the last ones go on serving');
      return known;
    });
  }

  async #load(): Promise<Snapshot> {
    const startedAt = performance.now();
    let stored = await this.keys.published();
    if (stored.length === 0) {
      await this.rotation.createFirstKeys();
      stored = await this.keys.published();
    }
    const current = stored.find(({ status }) => status === 'current');
    if (!current) throw new Error('The table signing_key has no current key; delete its rows to start with new keys');
    const jwks = { keys: stored.map(({ publicJwk }) => publicJwk) };
    const loaded = { startedAt, current, stored, jwks, find: createLocalJWKSet(jwks) };
    // A slow read that began earlier must not undo a newer one.
    if (!this.#snapshot || this.#snapshot.startedAt < startedAt) this.#snapshot = loaded;
    return this.#snapshot;
  }
}
