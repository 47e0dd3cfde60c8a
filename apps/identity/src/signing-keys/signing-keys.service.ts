import type { SigningKeyView } from '@breakwater/contracts';
import { Logger } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { KeyRotation, type RotationOutcome } from './key-rotation.js';
import { KeySet } from './key-set.js';
import { RotationTooSoonError } from './signing-keys.errors.js';

@Injectable()
export class SigningKeysService {
  constructor(
    private readonly rotation: KeyRotation,
    private readonly keys: KeySet,
    private readonly logger: Logger,
  ) {}

  async list(): Promise<SigningKeyView[]> {
    const stored = await this.keys.list();
    return stored.map(({ keyId, status, createdAt }) => ({ keyId, status, createdAt: createdAt.toISOString() }));
  }

  /** @throws RotationTooSoonError when the next key has not been published for long enough */
  async rotate(): Promise<SigningKeyView[]> {
    const outcome = await this.rotation.rotate();
    if (!outcome.rotated && outcome.because === 'next-key-too-young') throw new RotationTooSoonError(outcome.readyInMs);
    await this.#afterwards(outcome);
    return this.list();
  }

  async rotateIfDue(): Promise<void> {
    await this.#afterwards(await this.rotation.rotateIfDue());
  }

  async #afterwards(outcome: RotationOutcome): Promise<void> {
    if (!outcome.rotated) return;
    this.logger.info({ keyId: outcome.keyId }, 'signing key rotated');
    await this.keys.refresh();
  }
}
