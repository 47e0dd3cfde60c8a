import { createRemoteJWKSet, customFetch, errors } from 'jose';
import type { FetchImplementation, JWTVerifyGetKey } from 'jose';
import type { ExternalCalls } from '../external-calls/external-calls.js';
import type { Logger } from '../logging/logger.js';
import { IdentityUnavailableError } from './auth.errors.js';
import { signingKeysFetch } from './signing-keys-call.js';

/** Injection token of the `JWTVerifyGetKey` that finds a token's key. Identity overrides it with its own keys. */
export const KEY_SOURCE = Symbol('KEY_SOURCE');

/** A token with an unknown key id makes us look again, at most so often: forged ids must not become a flood on identity. */
const UNKNOWN_KEY_COOLDOWN_MS = 5_000;
/** After a fetch that failed, nobody asks again for so long: jose's own cool-down begins with a fetch that succeeded. */
const FAILED_FETCH_COOLDOWN_MS = 1_000;
const REFRESH_INTERVAL_MS = 300_000;

/**
 * Keys from a JWKS endpoint. They are refreshed in the background of use; while the endpoint is down the known keys stay in
 * use, so that an outage of identity does not become an outage of everything.
 *
 * @throws IdentityUnavailableError when no keys were ever fetched and none can be fetched now.
 */
export function remoteKeySource(jwksUrl: string, logger: Logger, calls: ExternalCalls): JWTVerifyGetKey {
  const keySet = createRemoteJWKSet(new URL(jwksUrl), {
    cooldownDuration: UNKNOWN_KEY_COOLDOWN_MS,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    [customFetch]: restingAfterFailure(signingKeysFetch(jwksUrl, calls)),
  });
  let refreshedAt = Date.now();

  const refreshWhenOld = (): void => {
    if (Date.now() - refreshedAt < REFRESH_INTERVAL_MS) {
      return;
    }
    refreshedAt = Date.now();
    keySet.reload().catch((err: unknown) => {
      logger.warn({ err, jwksUrl }, 'signing keys could not be refreshed; the known ones stay in use');
    });
  };

  return async (header, token) => {
    refreshWhenOld();
    try {
      return await keySet(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
        throw error;
      }
      if (keySet.jwks() !== undefined) {
        throw new errors.JWKSNoMatchingKey();
      }
      throw new IdentityUnavailableError(error);
    }
  };
}

/** Fails at once, with the last error, for a while after it has failed. */
function restingAfterFailure(fetchKeys: FetchImplementation): FetchImplementation {
  let restingUntil = 0;
  let lastError: unknown;
  return async (url, options) => {
    if (Date.now() < restingUntil) throw lastError;
    try {
      return await fetchKeys(url, options);
    } catch (error) {
      restingUntil = Date.now() + FAILED_FETCH_COOLDOWN_MS;
      lastError = error;
      throw error;
    }
  };
}
