import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@breakwater/persistence';
import type { Principal } from '@breakwater/service-kit';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

const KEY_ID = 'test-key';
const ISSUER = 'breakwater-identity';
const AUDIENCE = 'breakwater';

export interface TokenOptions {
  expiresAt?: Date;
  issuer?: string;
  audience?: string;
}

export interface TestTokens {
  /** For JWKS_URL. */
  jwksUrl: string;
  /** A token as identity would issue it; every field of the principal can be chosen. */
  issue(principal?: Partial<Principal>, options?: TokenOptions): Promise<string>;
  /** Signed with a key that nobody published. */
  forge(principal?: Partial<Principal>): Promise<string>;
  close(): Promise<void>;
}

/** Stands for identity where a service is tested alone: a key of its own, published over HTTP. */
export async function startTestTokens(): Promise<TestTokens> {
  const [own, foreign] = await Promise.all([generateKeyPair('EdDSA'), generateKeyPair('EdDSA')]);
  const jwks = JSON.stringify({
    keys: [{ ...(await exportJWK(own.publicKey)), kid: KEY_ID, alg: 'EdDSA', use: 'sig' }],
  });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(jwks);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sign = (key: CryptoKey, principal: Partial<Principal>, options: TokenOptions = {}) => {
    const { customerId = newId(), email = 'ada@example.com', name = 'Ada Lovelace', role = 'customer' } = principal;
    return new SignJWT({ email, name, role })
      .setProtectedHeader({ alg: 'EdDSA', kid: KEY_ID })
      .setSubject(customerId)
      .setIssuer(options.issuer ?? ISSUER)
      .setAudience(options.audience ?? AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(options.expiresAt ?? new Date(Date.now() + 900_000))
      .sign(key);
  };
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`,
    issue: (principal = {}, options = {}) => sign(own.privateKey, principal, options),
    forge: (principal = {}) => sign(foreign.privateKey, principal),
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}
