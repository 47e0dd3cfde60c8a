/** An argon2id hash with everything that is needed to verify a password against it. */
export interface Argon2idHash {
  /** KiB. */
  memory: number;
  passes: number;
  parallelism: number;
  salt: Buffer;
  tag: Buffer;
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,8})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/**
 * `$argon2id$v=19$m=…,t=…,p=…$salt$tag`.
 *
 * Source: the PHC string format, https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 */
export function encodePhc({ memory, passes, parallelism, salt, tag }: Argon2idHash): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** @throws when `text` is no argon2id hash: the stored value was damaged, which is no matter of a wrong password */
export function decodePhc(text: string): Argon2idHash {
  const match = PHC.exec(text);
  if (!match) throw new Error('A stored password hash is not an argon2id PHC string');
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}
