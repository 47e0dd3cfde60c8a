import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair, type JWK } from 'jose';

/** RFC 8037: Ed25519 signatures of JSON Web Tokens. */
export const SIGNATURE_ALGORITHM = 'EdDSA';

export interface NewKeyPair {
  /** The key's thumbprint (RFC 7638), so that one id never names two keys. */
  keyId: string;
  /** As it is published. */
  publicJwk: JWK;
  /** PKCS #8, PEM. */
  privateKey: string;
}

export async function createKeyPair(): Promise<NewKeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(SIGNATURE_ALGORITHM, { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(publicKey);
  const keyId = await calculateJwkThumbprint(jwk);
  return {
    keyId,
    publicJwk: { ...jwk, kid: keyId, use: 'sig', alg: SIGNATURE_ALGORITHM },
    privateKey: await exportPKCS8(privateKey),
  };
}
