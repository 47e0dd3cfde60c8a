const SECRET_FIELDS = [
  'password',
  'passwordHash',
  'token',
  'accessToken',
  'authorization',
  'secret',
  'secretAccessKey',
  'privateKey',
  'keyEncryptionKey',
  'databaseUrl',
  'cookie',
];

export const REDACTED = '(redacted)';

/**
 * Fields that never reach the log, to a depth of three. `err.parameters` and `err.driverError` are how a failed SQL statement
 * would carry its bound values into it.
 */
export const REDACTED_PATHS = [
  ...SECRET_FIELDS,
  ...SECRET_FIELDS.map((field) => `*.${field}`),
  ...SECRET_FIELDS.map((field) => `*.*.${field}`),
  'err.parameters',
  'err.driverError',
];

/** Secrets that are known by their shape: JWTs, password hashes, private keys, and passwords in addresses. */
const SECRET_SHAPES =
  /eyJ[\w-]{8,}\.eyJ[\w-]+\.[\w-]*|\$argon2(?:id|i|d)\$[\w$=,+/]+|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?=")|$)|(?<=\b[a-z][a-z+]{1,20}:\/\/[^\s:@/"]{0,100}:)[^\s@/"]+(?=@)/g;

/**
 * The second line of defence: a line as it is about to be written, without the secrets that stand in it where no field's
 * name gives them away, such as in an error's message.
 */
export function withoutSecrets(line: string): string {
  return line.replace(SECRET_SHAPES, REDACTED);
}
