/** A kind of secret and how it looks in a log. */
export interface SecretRule {
  name: string;
  pattern: RegExp;
}

/**
 * Passwords that specs and the local shop use: a service that logs one of them would log a customer's, too. Long enough
 * to mean nothing else.
 */
const KNOWN_PASSWORDS = [
  'a long password',
  'another password',
  'correct horse',
  'demo-password-1',
  'admin-password-1',
  'a-long-enough-password',
];

/** The keys that specs and the local shop encrypt signing keys with. */
const KNOWN_KEYS = [Buffer.from('breakwater-local-development-key').toString('base64')];

const anyOf = (texts: readonly string[]): RegExp =>
  new RegExp(texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'));

/** What no log may hold, of a test run as of production. */
export const SECRET_RULES: readonly SecretRule[] = [
  { name: 'access token (JWT)', pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}/ },
  {
    name: 'authorization header',
    pattern: /\b(?:Bearer|Basic)\s+[\w~+/=-]{16,}|"authorization"\s*:\s*"(?!\(redacted\))/i,
  },
  { name: 'private key (PEM)', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { name: 'private key (JWK)', pattern: /"d"\s*:\s*"[\w-]{40,}"/ },
  { name: 'private key (encrypted)', pattern: /\bv1\.[\w-]{16}\.[\w-]{60,}\.[\w-]{22}\b/ },
  { name: 'password hash', pattern: /\$argon2(?:id|i|d)\$v=/ },
  {
    name: 'database address with password',
    pattern: /\b(?:postgres(?:ql)?|rediss?):\/\/[^\s:@/"]*:(?!\(redacted\))[^\s@/"]+@/,
  },
  { name: 'password of a database login', pattern: /\bPASSWORD\s+'(?!\*)[^']+'/i },
  { name: 'AWS secret', pattern: /\b(?:aws_?)?secret_?(?:access_?)?key"?\s*[:=]\s*"?(?!\(redacted\))[\w/+=-]{4,}/i },
  { name: 'AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { name: 'key that encrypts signing keys', pattern: anyOf(KNOWN_KEYS) },
  { name: 'password', pattern: anyOf(KNOWN_PASSWORDS) },
  { name: 'password field', pattern: /"(?:password|accessToken|secret)"\s*:\s*"(?!\(redacted\))[^"]/ },
];
