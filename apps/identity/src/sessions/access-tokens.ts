import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import type { IdentityConfig } from '../config.js';
import type { Customer } from '../customers/customer.entity.js';
import { KeySet } from '../signing-keys/key-set.js';
import { SIGNATURE_ALGORITHM } from '../signing-keys/key-pair.js';

/** Issues access tokens: JWTs (RFC 7519) that every service verifies by itself with the published keys. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: KeySet,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {}

  async issue({ customerId, email, name, role }: Customer): Promise<string> {
    const { keyId, privateKey } = await this.keys.signer();
    const issuedAtSeconds = Math.floor(Date.now() / 1000);
    return new SignJWT({ email, name, role })
      .setProtectedHeader({ alg: SIGNATURE_ALGORITHM, kid: keyId, typ: 'JWT' })
      .setSubject(customerId)
      .setIssuer(this.config.tokenIssuer)
      .setAudience(this.config.tokenAudience)
      .setIssuedAt(issuedAtSeconds)
      .setExpirationTime(issuedAtSeconds + this.config.accessTokenSeconds)
      .sign(privateKey);
  }
}
