import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SignInLimitsModule } from '../sign-in-limits/sign-in-limits.module.js';
import { SigningKeysModule } from '../signing-keys/signing-keys.module.js';
import { AccessTokens } from './access-tokens.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';

@Module({
  imports: [CustomersModule, PasswordsModule, SignInLimitsModule, SigningKeysModule],
  controllers: [SessionsController],
  providers: [SessionsService, AccessTokens],
})
export class SessionsModule {}
