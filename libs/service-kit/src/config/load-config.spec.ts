import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serviceSettings } from './service-settings.js';
import { ConfigError, loadConfig } from './load-config.js';
import { defineConfig, setting } from './setting.js';

const definition = defineConfig('shop', {
  ...serviceSettings({ port: 4003 }),
  databaseUrl: setting('DATABASE_URL', z.url(), { description: 'Where the database is', secret: true }),
  retries: setting('RETRIES', z.coerce.number().int().min(0).max(10), {
    default: 3,
    unit: 'attempts',
    description: 'How often a call is repeated',
  }),
});

function problemsOf(env: Record<string, string>): ConfigError {
  try {
    loadConfig(definition, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('a ConfigError was expected');
}

describe('loadConfig', () => {
  it('parses values and falls back to defaults, also for blank variables', () => {
    const config = loadConfig(definition, { DATABASE_URL: 'postgres://u:p@db/shop', PORT: '5000', RETRIES: '  ' });
    expect(config).toMatchObject({
      service: 'shop',
      port: 5000,
      retries: 3,
      host: '127.0.0.1',
      bodyLimitBytes: 1_048_576,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reports every problem at once, with the value received and the way out', () => {
    const { problems, message } = problemsOf({ PORT: 'abc', RETRIES: '11', LOG_LEVEL: 'loud' });
    expect(problems).toHaveLength(4);
    expect(message).toContain('shop cannot start: 4 settings are wrong');
    expect(message).toMatch(/PORT received "abc": .*expected number.*unset it for 4003/);
    expect(message).toMatch(/RETRIES received "11": .*How often a call is repeated \(attempts\)/);
    expect(message).toMatch(/LOG_LEVEL received "loud"/);
    expect(message).toMatch(/DATABASE_URL is required but not set: Where the database is/);
  });

  it('never shows a secret', () => {
    const { message } = problemsOf({ DATABASE_URL: 'not-a-url-hunter2' });
    expect(message).toContain('DATABASE_URL received a hidden value');
    expect(message).not.toContain('hunter2');
  });

  it('takes no default of a secret in production, and not the same value either', () => {
    const local = 'postgres://shop:shop@127.0.0.1/shop';
    const shop = defineConfig('shop', {
      databaseUrl: setting('DATABASE_URL', z.url(), { default: local, description: 'The database', secret: true }),
      port: setting('PORT', z.coerce.number(), { default: 4003, description: 'A port' }),
    });
    expect(loadConfig(shop, {}).databaseUrl).toBe(local);
    expect(loadConfig(shop, { DATABASE_URL: local, NODE_ENV: 'development' }).databaseUrl).toBe(local);
    for (const DATABASE_URL of [undefined, ' ', local]) {
      const load = () => loadConfig(shop, { DATABASE_URL, NODE_ENV: 'production' });
      expect(load).toThrow(/1 setting is wrong.\n {2}DATABASE_URL .*NODE_ENV is production/);
      expect(load).not.toThrow(/shop:shop/);
    }
    const own = 'postgres://shop:q7@db/shop';
    expect(loadConfig(shop, { DATABASE_URL: own, NODE_ENV: 'production' })).toMatchObject({
      databaseUrl: own,
      port: 4003,
    });
  });

  it('does not take a blank number for zero', () => {
    const strict = defineConfig('shop', {
      limit: setting('LIMIT', z.coerce.number(), { description: 'A limit' }),
    });
    expect(() => loadConfig(strict, { LIMIT: ' ' })).toThrow(/LIMIT is required/);
  });
});

describe('defineConfig', () => {
  it('refuses two settings that read the same variable', () => {
    const port = setting('PORT', z.string(), { description: 'A port' });
    expect(() => defineConfig('shop', { port, otherPort: port })).toThrow(/"port" and "otherPort" both read PORT/);
  });

  it('refuses a variable that is not UPPER_SNAKE_CASE', () => {
    expect(() => setting('databaseUrl', z.string(), { description: 'x' })).toThrow(/received "databaseUrl"/);
  });
});
