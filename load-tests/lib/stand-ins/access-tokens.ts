import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const KEY_ID = 'stand-in';
const HOURS_VALID = 12;

/** Stands for identity: a key of its own, published over HTTP, and tokens as identity would issue them. */
export interface AccessTokens {
  jwksUrl: string;
  /** @param customerId default: somebody new */
  issue: (customerId?: string) => string;
  close(): Promise<void>;
}

export async function serveAccessTokens(): Promise<AccessTokens> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'EdDSA', use: 'sig' };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`,
    issue(customerId = randomUUID()) {
      const issuedAt = Math.floor(Date.now() / 1000);
      const unsigned = `${part({ alg: 'EdDSA', kid: KEY_ID })}.${part({
        sub: customerId,
        email: 'ada@breakwater.example',
        name: 'Ada Lovelace',
        role: 'customer',
        iss: 'breakwater-identity',
        aud: 'breakwater',
        iat: issuedAt,
        exp: issuedAt + HOURS_VALID * 3_600,
      })}`;
      return `${unsigned}.${sign(null, Buffer.from(unsigned), privateKey).toString('base64url')}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
