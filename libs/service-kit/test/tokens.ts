import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';

interface SignOptions {
  /** `null` signs a token that never expires. */
  expiresInSeconds?: number | null;
  kid?: string;
}

export interface Signer {
  readonly jwk: JWK;
  sign(claims?: Record<string, unknown>, options?: SignOptions): Promise<string>;
}

export const GOOD_CLAIMS = {
  iss: 'breakwater-identity',
  aud: 'breakwater',
  sub: 'c-1',
  email: 'ada@example.com',
  name: 'Ada',
  role: 'customer',
};

export async function createSigner(kid: string, alg: 'EdDSA' | 'ES256' = 'EdDSA'): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return signerOf(privateKey, alg, { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' });
}

function signerOf(key: CryptoKey, alg: string, jwk: JWK): Signer {
  return {
    jwk,
    sign: (claims = {}, { expiresInSeconds = 300, kid = jwk.kid } = {}) => {
      const token = new SignJWT({ ...GOOD_CLAIMS, ...claims }).setProtectedHeader({ alg, ...(kid && { kid }) });
      if (expiresInSeconds !== null) {
        token.setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds);
      }
      return token.sign(key);
    },
  };
}

export const unsigned = (claims: Record<string, unknown> = {}): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1_000) + 300;
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ ...GOOD_CLAIMS, exp, ...claims })}.`;
};

export interface KeyServer {
  url: string;
  keys: JWK[];
  requests: number;
  /** What it answers from now on; 200 unless changed. */
  status: number;
  /** How it answers instead. */
  behave?: (response: ServerResponse) => void;
  close(): Promise<void>;
}

/** Publishes keys as identity does; `keys` may change at any time. */
export async function startKeyServer(keys: JWK[]): Promise<KeyServer> {
  const server = createServer((_request, response) => {
    keyServer.requests += 1;
    response.statusCode = keyServer.status;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: keyServer.keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    keys,
    requests: 0,
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return keyServer;
}
