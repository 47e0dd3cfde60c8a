import type { Chapter } from '../guarantee.ts';

const PRIVATE_KEYS = 'apps/identity/test/private-keys.spec.ts';
const ROTATION = 'apps/identity/test/key-rotation.spec.ts';

export const identity: Chapter = {
  title: 'Passwords and keys',
  guarantees: [
    {
      promise: 'Who copies the database of identity can neither sign tokens nor read passwords.',
      mechanisms: [
        {
          id: 'password-hash',
          what: 'Passwords are hashed with argon2id at the cost that OWASP names.',
          without: [
            {
              file: 'apps/identity/src/passwords/password-hasher.ts',
              find: 'memory: 19_456, passes: 2',
              replace: 'memory: 64, passes: 1',
            },
          ],
          noticedBy: [
            {
              file: 'apps/identity/test/registration.spec.ts',
              title: 'stores an argon2id PHC string with the parameters of OWASP, salted anew each time',
            },
          ],
        },
        {
          id: 'private-keys-encrypted',
          what: 'Private keys are encrypted (AES-256-GCM) with a key that is not in the database.',
          without: [
            {
              file: 'apps/identity/src/signing-keys/key-rotation.ts',
              find: 'privateKey: this.cipher.encrypt(keyId, privateKey)',
              replace: 'privateKey',
            },
          ],
          noticedBy: [{ file: PRIVATE_KEYS, title: 'lie encrypted in the database' }],
        },
        {
          id: 'private-keys-bound',
          what: 'Each is bound to its row: a ciphertext moved to another row does not decrypt.',
          without: [
            {
              file: 'apps/identity/src/signing-keys/private-key-cipher.ts',
              find: '    cipher.setAAD(Buffer.from(keyId));\n',
              replace: '',
            },
            {
              file: 'apps/identity/src/signing-keys/private-key-cipher.ts',
              find: '      decipher.setAAD(Buffer.from(keyId));\n',
              replace: '',
            },
          ],
          noticedBy: [
            { file: PRIVATE_KEYS, title: 'are read with the right key, for the right row, and unchanged only' },
          ],
        },
      ],
    },
    {
      promise: 'No request fails because a signing key is replaced.',
      mechanisms: [
        {
          id: 'key-lead',
          what: 'A key is published for a while before it signs.',
          without: [
            {
              file: 'apps/identity/src/signing-keys/key-rotation.ts',
              find: "if (next.usableInMs > 0) return { rotated: false, because: 'next-key-too-young', readyInMs: next.usableInMs };",
              replace: '',
            },
          ],
          noticedBy: [
            {
              file: ROTATION,
              title: 'refuses to sign with a key that verifiers may not know yet, and says when it may be',
            },
          ],
        },
        {
          id: 'key-retired',
          what: 'A retired key stays published until its last token has expired.',
          without: [
            {
              file: 'apps/identity/src/signing-keys/key-rotation.ts',
              find: 'const lastTokenMs = this.config.accessTokenSeconds * 1000 + this.config.signingKeyCacheMs + CLOCK_SKEW_MS;',
              replace: 'const lastTokenMs = -CLOCK_SKEW_MS;',
            },
          ],
          noticedBy: [
            {
              file: ROTATION,
              title: 'signs with the key that was published as next, and keeps the retired one published',
            },
          ],
        },
        {
          id: 'rotation-lock',
          what: 'One process rotates at a time.',
          without: [
            {
              file: 'apps/identity/src/signing-keys/key-rotation.ts',
              find: `rotate(): Promise<RotationOutcome> {
    return this.transactions.run(async (tx) => {
      await this.keys.lock(tx);`,
              replace: `rotate(): Promise<RotationOutcome> {
    return this.transactions.run(async (tx) => {`,
            },
          ],
          noticedBy: [{ file: ROTATION, title: 'rotates once when several administrators ask at the same time' }],
        },
      ],
    },
  ],
};
