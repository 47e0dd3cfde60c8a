import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSecrets } from './search.ts';
import { SECRET_RULES } from './secrets.ts';

const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJjLTEifQ.c2lnbmF0dXJl';
const encrypted = `v1.${'a'.repeat(16)}.${'b'.repeat(160)}.${'c'.repeat(22)}`;

/** One line for each rule, and what of it is secret. */
const PLANTED: [rule: string, line: string, secret: string][] = [
  ['access token (JWT)', `{"msg":"signed in","body":"${jwt}"}`, jwt],
  ['authorization header', '{"headers":{"authorization":"Bearer c2VjcmV0c2VjcmV0c2Vj"}}', 'c2VjcmV0'],
  ['private key (PEM)', '{"key":"-----BEGIN PRIVATE KEY-----\\nMC4CAQ"}', 'MC4CAQ'],
  ['private key (JWK)', `{"kty":"OKP","d":"${'k'.repeat(43)}"}`, 'kkkk'],
  ['private key (encrypted)', `{"row":"${encrypted}"}`, 'bbbb'],
  ['password hash', '{"hash":"$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$dGFn"}', 'c2FsdA'],
  ['database address with password', 'cannot connect to postgres://orders:hunter2@127.0.0.1:54320/orders', 'hunter2'],
  ['password of a database login', `STATEMENT:  CREATE ROLE "orders" LOGIN PASSWORD 'hunter2'`, 'hunter2'],
  ['AWS secret', 'aws_secret_access_key = wJalrXUtnFEMI', 'wJalr'],
  ['AWS access key', '{"id":"AKIAIOSFODNN7EXAMPLE"}', 'IOSFOD'],
  [
    'key that encrypts signing keys',
    `KEY=${Buffer.from('breakwater-local-development-key').toString('base64')}`,
    'YnJl',
  ],
  ['password', '{"msg":"customer said: a long password"}', 'long password'],
  ['password field', '{"body":{"password":"hunter2"}}', 'hunter2'],
];

const HARMLESS = [
  '{"level":"info","service":"identity","keyId":"b0uNSn3u6xiepMt6GgTbCCfi97YdKT-uLYnDpJhqefg","msg":"signing key rotated"}',
  '{"password":"(redacted)","authorization":"(redacted)","secretAccessKey":"(redacted)"}',
  '{"detail":"No access token; send it as \\"Authorization: Bearer <token>\\"."}',
  '{"url":"http://127.0.0.1:4001/","msg":"listening"}',
  'cannot connect to postgres://orders:(redacted)@127.0.0.1/orders, nor to postgres://orders@127.0.0.1/orders',
  'STATEMENT:  SELECT password_hash FROM customer WHERE email = $1',
];

describe('a secret in a log', () => {
  it('is planted here for every rule', () => {
    expect(PLANTED.map(([rule]) => rule)).toEqual(SECRET_RULES.map(({ name }) => name));
  });

  it.each(PLANTED)('is found and not shown: %s', (rule, line, secret) => {
    const found = findSecrets(`{"level":"info"} ${line}`, SECRET_RULES);
    expect(found.map(({ rule }) => rule)).toContain(rule);
    expect(JSON.stringify(found)).not.toContain(secret);
    expect(JSON.stringify(found)).toContain('(masked)');
  });

  it.each(HARMLESS)('is not seen in %s', (line) => {
    expect(findSecrets(line, SECRET_RULES)).toEqual([]);
  });
});

describe('check-logs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'check-logs-'));
    mkdirSync(join(folder, 'logs/deep'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const program = join(import.meta.dirname, '../check-logs.ts');
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };
  const report = (): unknown => JSON.parse(readFileSync(join(folder, 'reports/logs.json'), 'utf8'));

  it('passes when there is nothing to find', () => {
    writeFileSync(join(folder, 'logs/deep/orders.log'), HARMLESS.join('\n'));
    expect(run('logs')).toMatchObject({ status: 0 });
    expect(report()).toEqual({ passed: SECRET_RULES.length, failed: 0 });
  });

  it('says in which line a secret is, fails and does not repeat it', () => {
    writeFileSync(join(folder, 'logs/deep/orders.log'), `${HARMLESS.join('\n')}\n{"token":"${jwt}"}\n`);
    const { status, output } = run('logs');
    expect(status).toBe(1);
    expect(output).toContain(`logs/deep/orders.log:${HARMLESS.length + 1}: access token (JWT)`);
    expect(output).not.toContain(jwt.slice(0, 12));
    expect(report()).toEqual({ passed: SECRET_RULES.length - 1, failed: 1 });
  });

  it('fails when there is nothing to look at, or not all of it', () => {
    expect(run('logs')).toMatchObject({ status: 1, output: expect.stringContaining('no logs') });
    expect(report()).toEqual({ passed: 0, failed: 1 });
    writeFileSync(join(folder, 'logs/specs-1.log'), 'line\n');
    expect(run('--complete', 'logs')).toMatchObject({
      status: 1,
      output: expect.stringContaining('servers/postgres.log'),
    });
    expect(report()).toMatchObject({ passed: 0 });
  });

  it('names what it does not know', () => {
    expect(run('--fast')).toMatchObject({ status: 2, output: expect.stringContaining('--fast is no option') });
    expect(run('elsewhere')).toMatchObject({ status: 2, output: expect.stringContaining('elsewhere is no folder') });
    expect(run('--help')).toMatchObject({ status: 0, output: expect.stringContaining('usage:') });
  });
});
