import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { IdentityConfig } from '../config.js';
import { decodePhc, encodePhc } from './phc-string.js';
import { Slots } from './slots.js';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

const argon2Async = promisify(argon2);

/**
 * Hashes and verifies passwords with argon2id, on libuv's threads and never on the event loop; at most
 * `passwordHashConcurrency` at a time, because each takes 19 MiB and a thread that others need, too.
 */
@Injectable()
export class PasswordHasher {
  /**
   * Verifying against it costs what a real hash costs and never succeeds. It stands in for the hash of an unknown customer,
   * so that the time of an answer does not tell who is registered.
   */
  readonly decoy = encodePhc({ ...PARAMETERS, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) });

  readonly #slots: Slots;

  constructor(@Inject(CONFIG) config: Pick<IdentityConfig, 'passwordHashConcurrency' | 'passwordHashQueue'>) {
    this.#slots = new Slots(config.passwordHashConcurrency, config.passwordHashQueue);
  }

  /** @returns a PHC string */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const tag = await this.#derive(password, { ...PARAMETERS, salt, tagLength: TAG_BYTES });
    return encodePhc({ ...PARAMETERS, salt, tag });
  }

  /** @param phc the stored hash, which brings its own parameters */
  async verify(password: string, phc: string): Promise<boolean> {
    const { tag, ...parameters } = decodePhc(phc);
    const derived = await this.#derive(password, { ...parameters, tagLength: tag.length });
    return timingSafeEqual(derived, tag);
  }

  /** Whether the stored hash is weaker than a new one would be. Only who knows the password can replace it. */
  isOutdated(phc: string): boolean {
    const { memory, passes, salt, tag } = decodePhc(phc);
    return (
      memory < PARAMETERS.memory || passes < PARAMETERS.passes || salt.length < SALT_BYTES || tag.length < TAG_BYTES
    );
  }

  #derive(
    password: string,
    { salt, ...parameters }: { memory: number; passes: number; parallelism: number; salt: Buffer; tagLength: number },
  ): Promise<Buffer> {
    // NFKC: the same password typed on another keyboard may arrive as other code points (NIST SP 800-63B, 5.1.1.2).
    const message = password.normalize('NFKC');
    return this.#slots.run(() => argon2Async('argon2id', { ...parameters, message, nonce: salt }));
  }
}
