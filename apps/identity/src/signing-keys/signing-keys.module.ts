import { HealthRegistry } from '@breakwater/service-kit';
import { Module, type OnModuleInit } from '@nestjs/common';
import { JwksController } from './jwks.controller.js';
import { KeyRotation } from './key-rotation.js';
import { KeySet } from './key-set.js';
import { PrivateKeyCipher } from './private-key-cipher.js';
import { RotationTimer } from './rotation-timer.js';
import { SigningKeyRepository } from './signing-key.repository.js';
import { SigningKeysController } from './signing-keys.controller.js';
import { SigningKeysService } from './signing-keys.service.js';

@Module({
  controllers: [JwksController, SigningKeysController],
  providers: [KeyRotation, KeySet, PrivateKeyCipher, RotationTimer, SigningKeyRepository, SigningKeysService],
  exports: [KeySet],
})
export class SigningKeysModule implements OnModuleInit {
  constructor(
    private readonly keys: KeySet,
    private readonly health: HealthRegistry,
  ) {}

  onModuleInit(): void {
    this.health.register('signing-keys', async () => {
      await this.keys.signer();
    });
  }
}
