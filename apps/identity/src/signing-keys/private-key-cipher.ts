import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { IdentityConfig } from '../config.js';
import { SigningKeyUnreadableError } from './signing-keys.errors.js';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 'v1';
/** NIST SP 800-38D: 96 bits, random, never twice with the same key. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts private keys for the database, so that a copy of the database signs nothing. The key's id is authenticated with
 * it: a ciphertext moved to another row does not decrypt.
 */
@Injectable()
export class PrivateKeyCipher {
  readonly #key: Buffer;

  constructor(@Inject(CONFIG) config: Pick<IdentityConfig, 'keyEncryptionKey'>) {
    this.#key = Buffer.from(config.keyEncryptionKey, 'base64');
  }

  /** @returns `v1.<iv>.<ciphertext>.<tag>`, each base64url */
  encrypt(keyId: string, privateKey: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(keyId));
    const ciphertext = Buffer.concat([cipher.update(privateKey, 'utf8'), cipher.final()]);
    return [VERSION, ...[iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
  }

  /** @throws SigningKeyUnreadableError when it was encrypted with another key, or changed since */
  decrypt(keyId: string, encrypted: string): string {
    const [version, ...parts] = encrypted.split('.');
    const [iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
    if (version !== VERSION || !iv || !ciphertext || !tag) throw new SigningKeyUnreadableError(keyId);
    try {
      const decipher = createDecipheriv(ALGORITHM, this.#key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(keyId));
      decipher.setAuthTag(tag);
      return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new SigningKeyUnreadableError(keyId, cause);
    }
  }
}
