/** Names of fields whose value never reaches the log. The last two are how a failed SQL statement would carry its values into it. */
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
  'parameters',
  'driverError',
];

const REDACTED = '(redacted)';

/** Secrets that are known by their shape: JWTs, password hashes, private keys, and passwords in addresses. */
const SECRET_SHAPES =
  /eyJ[\w-]{8,}\.eyJ[\w-]+\.[\w-]*|\$argon2(?:id|i|d)\$[\w$=,+/]+|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?=")|$)|(?<=\b[a-z][a-z+]{1,20}:\/\/[^\s:@/"]{0,100}:)[^\s@/"]+(?=@)/g;

/** How such a field begins in JSON; in a string its quotes would be escaped. */
const SECRET_FIELD_BEGINS = new RegExp(`"(?:${SECRET_FIELDS.join('|')})":`);
const secretFields = new Set(SECRET_FIELDS);

/**
 * A line of the log as it is about to be written, without its secrets: the values of fields that are named like one, however
 * deep, and what looks like one anywhere, such as in an error's message.
 *
 * It works on the line because nearly none has such a field: looking for their names in the text costs less than looking for
 * them in every object.
 *
 * @param line one JSON object and a line feed
 */
export function withoutSecrets(line: string): string {
  return withoutSecretFields(line).replace(SECRET_SHAPES, REDACTED);
}

function withoutSecretFields(line: string): string {
  if (!SECRET_FIELD_BEGINS.test(line)) return line;
  const fields: unknown = JSON.parse(line, (name, value: unknown) => (secretFields.has(name) ? REDACTED : value));
  return `${JSON.stringify(fields)}\n`;
}
