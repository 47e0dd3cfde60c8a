import { describe, expect, it } from 'vitest';
import { describeSchema, renderConfiguration, type DocumentedSetting, type JsonSchema } from './configuration.ts';

const setting = (
  env: string,
  rest: Partial<DocumentedSetting> = {},
  schema: JsonSchema = { type: 'string' },
): DocumentedSetting => ({
  env,
  description: `what ${env} is`,
  secret: false,
  schema: { toJSONSchema: () => schema },
  ...rest,
});

describe('the page', () => {
  it('lists what services share once, and each default where they differ', () => {
    const host = setting('HOST', { default: '127.0.0.1' });
    const queue = setting('QUEUE', { default: 'events' });
    const page = renderConfiguration([
      { service: 'orders', settings: { host, queue, port: setting('PORT', { default: 4003 }) } },
      { service: 'shipping', settings: { host, queue, port: setting('PORT', { default: 4004 }) } },
      { service: 'sandbox', settings: { host, rate: setting('RATE', { default: ['a', 'b'] }) } },
    ]);
    const headings = page.match(/^## .*/gm);
    expect(headings).toEqual(['## Every service', '## orders, shipping', '## sandbox']);
    expect(page.match(/`HOST`/g)).toHaveLength(1);
    expect(page).toContain('| `PORT` | orders `4003`, shipping `4004` |');
    expect(page).toContain('| `RATE` | `a,b` |');
  });

  it('never shows a secret, not even a default', () => {
    const url = setting('DATABASE_URL', { default: 'postgres://orders:pass@host/orders', secret: true });
    const page = renderConfiguration([{ service: 'orders', settings: { url } }]);
    expect(page).not.toContain('pass');
    expect(page).toContain('(secret)');
  });

  it('says which variables must be set', () => {
    const page = renderConfiguration([{ service: 'orders', settings: { key: setting('API_KEY') } }]);
    expect(page).toContain('| `API_KEY` | **required** |');
  });
});

describe('allowed values', () => {
  it.each<[JsonSchema, string]>([
    [{ type: 'integer', minimum: 1, maximum: 9 }, 'whole number, 1 to 9'],
    [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, 'whole number'],
    [{ type: 'number', minimum: 0 }, 'number, from 0'],
    [{ type: 'string', enum: ['errors', 'all'] }, '`errors`, `all`'],
    [{ type: 'string', format: 'uri' }, 'URL'],
    [{ type: 'boolean' }, '`true`, `false`'],
    [{ anyOf: [{ const: 'off' }, { type: 'integer', maximum: 5 }] }, '`"off"` or whole number, up to 5'],
    [{}, 'text'],
  ])('%j reads "%s"', (schema, text) => {
    expect(describeSchema(schema)).toBe(text);
  });
});
