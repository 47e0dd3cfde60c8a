import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { identityConfig } from '../src/config.js';
import { buildIdentity } from './identity-process.js';

const dist = (file: string) => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));

describe('in production', () => {
  beforeAll(buildIdentity);

  const run = (file: string, env: Record<string, string> = {}) => {
    const { status, stderr } = spawnSync(process.execPath, [dist(file)], {
      env: { NODE_ENV: 'production', ...env },
      encoding: 'utf8',
      timeout: 20_000,
    });
    return { status, stderr };
  };

  it('identity does not start with the secrets of the local shop, given or not', () => {
    const { databaseUrl, keyEncryptionKey } = identityConfig.settings;
    const local = { DATABASE_URL: databaseUrl.default ?? '', KEY_ENCRYPTION_KEY: keyEncryptionKey.default ?? '' };
    for (const env of [{}, local]) {
      const { status, stderr } = run('main.js', env);
      expect(status).toBe(1);
      expect(stderr).toContain('identity cannot start: 2 settings are wrong');
      expect(stderr).toMatch(/DATABASE_URL [^]*KEY_ENCRYPTION_KEY /);
      expect(stderr).not.toContain(local.KEY_ENCRYPTION_KEY);
    }
  });

  it.each(['database/migrate.js', 'database/seed.js'])('%s does not guess where the database is', (file) => {
    const { status, stderr } = run(file);
    expect(status).toBe(1);
    expect(stderr).toContain('DATABASE_URL is required when NODE_ENV is production');
  });
});
