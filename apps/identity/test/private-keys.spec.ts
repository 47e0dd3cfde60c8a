import { randomBytes } from 'node:crypto';
import { ConfigError, loadConfig } from '@breakwater/service-kit';
import type { TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineIdentityConfig, identityConfig } from '../src/config.js';
import { PrivateKeyCipher } from '../src/signing-keys/private-key-cipher.js';
import { SigningKeyUnreadableError } from '../src/signing-keys/signing-keys.errors.js';
import { createIdentityDatabase, type Identity, problemIn, someCustomer, startIdentity } from './start-identity.js';

const aKey = () => randomBytes(32).toString('base64');

describe('private keys', () => {
  let database: TestDatabase;
  let identity: Identity;

  beforeAll(async () => {
    database = await createIdentityDatabase();
    identity = await startIdentity(database);
  });

  afterAll(async () => {
    await identity.stop();
    await database.drop();
  });

  it('lie encrypted in the database', async () => {
    await someCustomer(identity);
    const rows: { private_key: string }[] = await database.dataSource.query('SELECT private_key FROM signing_key');
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row.private_key).toMatch(/^v1(\.[A-Za-z0-9_-]+){3}$/);
      expect(JSON.stringify(row)).not.toContain('PRIVATE KEY');
    }
  });

  it('are read with the right key, for the right row, and unchanged only', () => {
    const cipher = new PrivateKeyCipher({ keyEncryptionKey: aKey() });
    const encrypted = cipher.encrypt('key-1', 'secret');
    expect(cipher.decrypt('key-1', encrypted)).toBe('secret');
    expect(cipher.encrypt('key-1', 'secret')).not.toBe(encrypted);
    const other = new PrivateKeyCipher({ keyEncryptionKey: aKey() });
    expect(() => other.decrypt('key-1', encrypted)).toThrow(SigningKeyUnreadableError);
    expect(() => cipher.decrypt('key-2', encrypted)).toThrow(SigningKeyUnreadableError);
    const [version, iv, ciphertext = '', tag] = encrypted.split('.');
    const changed = [version, iv, ciphertext.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')), tag].join('.');
    expect(() => cipher.decrypt('key-1', changed)).toThrow(SigningKeyUnreadableError);
    const shortTag = encrypted.slice(0, -8);
    expect(() => cipher.decrypt('key-1', shortTag)).toThrow(SigningKeyUnreadableError);
    expect(() => cipher.decrypt('key-1', 'v0.a.b.c')).toThrow(SigningKeyUnreadableError);
    expect(() => cipher.decrypt('key-1', '')).toThrow(SigningKeyUnreadableError);
  });

  it('that cannot be read make the process not ready and sign-in an error that names the way out', async () => {
    const mistaken = await startIdentity(database, { KEY_ENCRYPTION_KEY: aKey() });
    try {
      const ready = await mistaken.call('GET', '/health/ready');
      expect(ready.status).toBe(503);
      expect(ready.body).toMatchObject({
        checks: { 'signing-keys': { status: 'down', error: 'signing-key-unreadable' }, database: { status: 'up' } },
      });
      await mistaken.call('POST', '/customers', {
        body: { email: 'ada@example.com', password: 'a long password', name: 'Ada' },
      });
      const answer = await mistaken.call('POST', '/sessions', {
        body: { email: 'ada@example.com', password: 'a long password' },
      });
      expect(answer.status).toBe(500);
      expect(problemIn(answer).code).toBe('signing-key-unreadable');
      expect((await mistaken.call('GET', '/.well-known/jwks.json')).status).toBe(200);
    } finally {
      await mistaken.stop();
    }
  });

  it('need an encryption key of one’s own in production', () => {
    const production = defineIdentityConfig(true);
    const { keyEncryptionKey } = loadConfig(identityConfig, {});
    expect(() => loadConfig(production, {})).toThrow(/KEY_ENCRYPTION_KEY is required/);
    expect(() => loadConfig(production, { KEY_ENCRYPTION_KEY: keyEncryptionKey })).toThrow(/public default/);
    expect(loadConfig(production, { KEY_ENCRYPTION_KEY: aKey() })).toMatchObject({ service: 'identity' });
  });

  it('are not encrypted with a key of another length, which is not printed', () => {
    const short = randomBytes(16).toString('base64');
    const load = () => loadConfig(identityConfig, { KEY_ENCRYPTION_KEY: short });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/32 bytes/);
    expect(load).not.toThrow(new RegExp(short.replace(/[+/]/g, '\\$&')));
  });
});
