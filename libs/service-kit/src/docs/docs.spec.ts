import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSample } from '../../test/sample-service.js';
import type { Sample } from '../../test/sample-service.js';

let sample: Sample;

beforeAll(async () => {
  sample = await startSample();
});
afterAll(() => sample.app.close());

describe('/openapi.json', () => {
  it('describes bodies, queries, parameters and answers by their schemas', async () => {
    const response = await fetch(`${sample.url}/openapi.json`);
    const document = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
    const create = document.paths['/baskets']?.['post'];
    expect(create).toMatchObject({
      summary: 'Make a basket',
      requestBody: {
        content: {
          'application/json': {
            schema: { type: 'object', required: ['items'], properties: { items: { type: 'array', minItems: 1 } } },
          },
        },
      },
      responses: {
        201: { content: { 'application/json': { schema: { properties: { id: { type: 'string' } } } } } },
        409: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      },
    });
    expect(JSON.stringify(document.paths['/baskets']?.['get'])).toContain('"name":"limit"');
    expect(JSON.stringify(document.paths['/baskets/of/{id}']?.['get'])).toContain('"format":"uuid"');
  });

  it('asks for a token where one is needed, and only there', async () => {
    const { paths, components } = (await (await fetch(`${sample.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { security?: unknown; responses: object }>>;
      components: unknown;
    };
    expect(components).toMatchObject({ securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } });
    expect(paths['/account']?.['get']?.security).toEqual([{ bearer: [] }]);
    expect(paths['/account']?.['get']?.responses).toHaveProperty('401');
    expect(paths['/baskets']?.['get']?.security).toBeUndefined();
  });

  it('leaves out the pages that are not the API', async () => {
    const { paths } = (await (await fetch(`${sample.url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(paths)).not.toEqual(expect.arrayContaining(['/metrics']));
    expect(Object.keys(paths)).not.toEqual(expect.arrayContaining(['/docs']));
  });
});

describe('/docs', () => {
  it('is a page whose policy allows its own files', async () => {
    const page = await fetch(`${sample.url}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file);
    expect(files).toHaveLength(4);
    for (const file of files) {
      const asset = await fetch(new URL(file ?? '', `${sample.url}/docs`));
      expect(asset.status).toBe(200);
      expect((await asset.arrayBuffer()).byteLength).toBeGreaterThan(50);
    }
  });

  it.each(['package.json', '..%2Fpackage.json', 'index.js', 'constructor'])('does not serve %s', async (file) => {
    expect((await fetch(`${sample.url}/docs/${file}`)).status).toBe(404);
  });
});
