import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { CONFIG } from '../config/config.token.js';
import type { ServiceConfig } from '../config/service-settings.js';
import { UnauthenticatedError } from './auth.errors.js';
import { KEY_SOURCE } from './key-source.js';
import type { Principal } from './principal.js';
import { TokenCache } from './token-cache.js';

/** Asymmetric algorithms alone: a shared secret or `none` would let a verifier, or anybody, issue tokens. */
const ACCEPTED_ALGORITHMS = ['EdDSA', 'ES256'];
const CLOCK_TOLERANCE_SECONDS = 5;

/** Verifies access tokens locally: signature, algorithm, issuer, audience, expiry (clocks may differ by 5 s). */
@Injectable()
export class TokenVerifier {
  private readonly cache = new TokenCache();

  constructor(
    @Inject(CONFIG) private readonly config: ServiceConfig,
    @Inject(KEY_SOURCE) private readonly keySource: JWTVerifyGetKey,
  ) {}

  /** The principal of a token verified less than a minute ago; no promise, for the hot path. */
  verified(token: string): Principal | undefined {
    return this.cache.get(token, Date.now());
  }

  /**
   * @param token a JWT in compact form.
   * @throws UnauthenticatedError saying what is wrong with the token.
   * @throws IdentityUnavailableError when the signing keys cannot be had.
   */
  async verify(token: string): Promise<Principal> {
    const known = this.verified(token);
    if (known !== undefined) {
      return known;
    }
    const payload = await this.payloadOf(token);
    const principal = principalOf(payload);
    this.cache.set(token, principal, (payload.exp ?? 0) * 1_000, Date.now());
    return principal;
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.keySource, {
        algorithms: ACCEPTED_ALGORITHMS,
        issuer: this.config.tokenIssuer,
        audience: this.config.tokenAudience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) {
        throw error;
      }
      throw new UnauthenticatedError(reasonOf(error), { presented: true, cause: error });
    }
  }
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) {
    return 'The token has expired; sign in again.';
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return `The token's algorithm is not accepted; only ${ACCEPTED_ALGORITHMS.join(' and ')} are.`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return "The token's signature is wrong; sign in again.";
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return 'The token is signed with a key that is not known; sign in again.';
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `The token's claim "${error.claim}" is missing or wrong; sign in at this shop's identity service.`;
  }
  return 'The token is malformed; send the access token exactly as sign-in returned it.';
}

function principalOf({ sub, email, name, role }: JWTPayload): Principal {
  if (
    typeof sub === 'string' &&
    typeof email === 'string' &&
    typeof name === 'string' &&
    (role === 'customer' || role === 'admin')
  ) {
    return Object.freeze({ customerId: sub, email, name, role });
  }
  throw new UnauthenticatedError('The token lacks "email", "name" or "role"; sign in again.', { presented: true });
}
