import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';

type Data = string | ArrayBuffer | ArrayBufferView;

/** Of the signer's own cache of keys, one for each day and service. */
const keys = new WeakMap<object, KeyObject>();
/** The credentials' secret; the signer asks for it with every request. */
let last: { secret: string; key: KeyObject } | undefined;

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);

function keyOf(secret: Data): KeyObject {
  if (typeof secret === 'string') {
    if (last?.secret !== secret) last = { secret, key: createSecretKey(secret, 'utf8') };
    return last.key;
  }
  let key = keys.get(secret);
  if (key === undefined) {
    key = createSecretKey(bytesOf(secret));
    keys.set(secret, key);
  }
  return key;
}

/**
 * SHA-256 and HMAC-SHA-256 for the clients of AWS, by which requests are signed. The SDK's own makes a new key for each
 * signature, which takes Node five times as long as the signature.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class Sha256 {
  readonly digestLength = 32;
  readonly #key: KeyObject | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Data) {
    this.#key = secret === undefined ? undefined : keyOf(secret);
    this.#hash = this.begin();
  }

  update(data: Data): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.begin();
  }

  private begin(): Hash | Hmac {
    return this.#key === undefined ? createHash('sha256') : createHmac('sha256', this.#key);
  }
}
