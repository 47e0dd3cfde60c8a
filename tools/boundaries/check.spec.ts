import { describe, expect, it } from 'vitest';
import { formatBreaches } from './check.ts';
import { breachesAfter } from './fixture-workspace.ts';

const face = { '.': './dist/index.js' };

describe('a sound workspace', () => {
  it('has no breach', () => {
    expect(breachesAfter({})).toEqual([]);
  });

  it('may have a type-only circle: it is gone at run time', () => {
    const changes = {
      'apps/orders/src/route.ts': `import type { Main } from './main.js';\nexport const route = (id: unknown): Main => id;\n`,
      'apps/orders/src/main.ts': `import { route } from './route.js';\nexport type Main = unknown;\nroute(1);\n`,
    };
    expect(breachesAfter(changes)).toEqual([]);
  });
});

describe('layers', () => {
  it('refuses an app that imports an app', () => {
    const [breach] = breachesAfter({ 'apps/orders/src/route.ts': `\nimport { port } from '@shop/billing';\n` });
    expect(breach).toMatchObject({
      file: 'apps/orders/src/route.ts',
      line: 2,
      problem: 'apps/orders may not depend on apps/billing',
      remedy: expect.stringContaining('publish an event'),
    });
  });

  it('refuses an app that reaches another by a relative path', () => {
    const [breach] = breachesAfter({ 'apps/orders/src/route.ts': `import '../../billing/src/main.js';\n` });
    expect(breach).toMatchObject({ line: 1, problem: "'../../billing/src/main.js' leaves apps/orders" });
  });

  it('refuses an app that declares an app, though no file imports it', () => {
    const manifest = { name: '@shop/orders', dependencies: { '@shop/kit': '1.0.0', '@shop/billing': '1.0.0' } };
    const breaches = breachesAfter({ 'apps/orders/package.json': manifest });
    expect(breaches).toMatchObject([
      { file: 'apps/orders/package.json', line: 5, problem: expect.stringContaining('apps/billing') },
    ]);
  });

  it('refuses a library that imports an app', () => {
    const [breach] = breachesAfter({ 'libs/kit/src/bad.ts': `export { port } from '@shop/billing';\n` });
    expect(breach).toMatchObject({ file: 'libs/kit/src/bad.ts', problem: 'libs/kit may not depend on apps/billing' });
  });

  it('refuses test servers in production code', () => {
    const [breach] = breachesAfter({ 'apps/orders/src/route.ts': `const t = await import('@shop/testing');\n` });
    expect(breach).toMatchObject({ line: 1, remedy: expect.stringContaining('*.spec.ts') });
  });

  it('refuses an app that imports the local shop, which load tests may', () => {
    expect(breachesAfter({ 'apps/orders/src/route.ts': `import '@shop/local';\n` })).toHaveLength(1);
  });

  it('refuses a library that imports an app, which load tests may', () => {
    const [breach] = breachesAfter({ 'libs/kit/src/more.ts': `import '@shop/orders';\n` });
    expect(breach?.remedy).toContain('publish an event');
  });

  it.each(['node:fs', 'typeorm', '@shop/kit'])('refuses contracts that import %s', (specifier) => {
    expect(breachesAfter({ 'libs/contracts/src/more.ts': `import '${specifier}';\n` })).not.toEqual([]);
  });
});

describe('modules of another runtime', () => {
  const script = { 'load-tests/src/visit.ts': `import http from 'k6/http';\n` };

  it('are declared by their types', () => {
    const manifest = {
      name: '@shop/load-tests',
      dependencies: { '@shop/local': '1' },
      devDependencies: { '@types/k6': '1' },
    };
    expect(breachesAfter({ ...script, 'load-tests/package.json': manifest })).toEqual([]);
  });

  it('are refused without', () => {
    expect(breachesAfter(script)).toMatchObject([{ problem: expect.stringContaining("'k6' is not declared") }]);
  });
});

describe('faces', () => {
  it('refuses an import past the index of a package', () => {
    const [breach] = breachesAfter({ 'apps/orders/src/route.ts': `import '@shop/kit/src/secret.js';\n` });
    expect(breach?.problem).toContain("'@shop/kit/src/secret.js' is not a declared entry of libs/kit");
  });

  it('allows an entry that the package declares', () => {
    const manifest = {
      name: '@shop/kit',
      exports: { ...face, './clock': './dist/clock.js' },
      dependencies: { '@shop/contracts': '1' },
    };
    const changes = {
      'libs/kit/package.json': manifest,
      'apps/orders/src/route.ts': `export * from '@shop/kit/clock';\n`,
    };
    expect(breachesAfter(changes)).toEqual([]);
  });

  it('refuses a package that imports itself by name', () => {
    const [breach] = breachesAfter({ 'libs/kit/src/more.ts': `export { id } from '@shop/kit';\n` });
    expect(breach?.problem).toContain('imports itself');
  });
});

describe('declared dependencies', () => {
  it('refuses a package that is not in package.json and says how to add it', () => {
    const [breach] = breachesAfter({ 'apps/orders/src/route.ts': `import pg from 'pg/lib/client';\n` });
    expect(breach).toMatchObject({
      problem: "'pg' is not declared in the dependencies of apps/orders/package.json",
      remedy: 'npm install --workspace apps/orders pg',
    });
  });

  it('refuses production code that needs a devDependency', () => {
    const manifest = { name: '@shop/orders', dependencies: { '@shop/kit': '1' }, devDependencies: { pdf: '1' } };
    const changes = {
      'apps/orders/package.json': manifest,
      'apps/orders/src/route.ts': `import type { Pdf } from 'pdf';\n`,
    };
    expect(breachesAfter(changes)).toHaveLength(1);
  });

  it('allows specs a devDependency and the tool chain of the root', () => {
    const manifest = { name: '@shop/orders', dependencies: { '@shop/kit': '1' }, devDependencies: { pdf: '1' } };
    const changes = {
      'apps/orders/package.json': manifest,
      'apps/orders/test/a.spec.ts': `import 'pdf';\nimport 'vitest';\n`,
    };
    expect(breachesAfter(changes)).toEqual([]);
  });

  it('refuses the tool chain in production code', () => {
    expect(breachesAfter({ 'apps/orders/src/route.ts': `import 'vitest';\n` })).toHaveLength(1);
  });
});

describe('circles', () => {
  it('refuses files that import each other and names the way round', () => {
    const changes = {
      'apps/orders/src/route.ts': `export * from './parcel.js';\n`,
      'apps/orders/src/parcel.ts': `export * from './label.js';\n`,
      'apps/orders/src/label.ts': `\nimport { route } from './route.js';\n`,
    };
    const breaches = breachesAfter(changes);
    expect(breaches).toHaveLength(1);
    const way = ['label.ts', 'route.ts', 'parcel.ts', 'label.ts'].map((name) => `apps/orders/src/${name}`).join(' → ');
    expect(breaches[0]).toMatchObject({
      file: 'apps/orders/src/label.ts',
      line: 2,
      problem: expect.stringContaining(way),
    });
  });

  it('refuses libraries that depend on each other', () => {
    const changes = {
      'libs/kit/package.json': {
        name: '@shop/kit',
        exports: face,
        dependencies: { '@shop/contracts': '1', '@shop/cache': '1' },
      },
      'libs/cache/package.json': { name: '@shop/cache', exports: face, dependencies: { '@shop/kit': '1' } },
      'libs/cache/src/index.ts': `export * from '@shop/kit';\n`,
    };
    const [breach] = breachesAfter(changes);
    expect(breach?.problem).toMatch(/^packages depend on each other in a circle: @shop\/(kit|cache) → /);
  });
});

describe('project references', () => {
  it('refuses a package that the build forgets', () => {
    const changes = {
      'tsconfig.build.json': '{\n  "references": [{ "path": "libs/kit" }]\n}',
      'libs/kit/tsconfig.json': {},
      'apps/orders/tsconfig.json': {},
    };
    expect(breachesAfter(changes)).toMatchObject([
      { file: 'tsconfig.build.json', line: 2, remedy: 'add { "path": "apps/orders" }' },
    ]);
  });
});

describe('the report', () => {
  it('says where, what and what to do', () => {
    const breaches = breachesAfter({ 'apps/orders/src/route.ts': `import 'vitest';\n` });
    expect(formatBreaches(breaches)).toBe(
      [
        'apps/orders/src/route.ts:1',
        "  'vitest' is not declared in the dependencies of apps/orders/package.json",
        '  → npm install --workspace apps/orders vitest',
      ].join('\n'),
    );
  });
});

describe('calls that leave an app', () => {
  it.each(['undici', 'node:https', 'http', 'node:tls', '@aws-sdk/client-sns', 'ioredis', 'undici/types'])(
    'by %s are refused, imported in whatever way, and the guarded way is named',
    (specifier) => {
      for (const text of [`import { call } from '${specifier}';\ncall();\n`, `await import('${specifier}');\n`]) {
        const [breach] = breachesAfter({ 'apps/orders/src/route.ts': text });
        expect(breach).toMatchObject({
          line: 1,
          problem: expect.stringContaining('is a client'),
          remedy: expect.stringContaining('ExternalCalls'),
        });
      }
    },
  );

  it('leave nothing by a type alone, and tests may call', () => {
    const changes = {
      'apps/orders/src/route.ts': `import type { Server } from 'node:http';\nexport const route = (id: unknown): Server => id as Server;\n`,
      'apps/orders/test/main.spec.ts': `import { request } from 'node:http';\nrequest('http://x');\n`,
    };
    expect(breachesAfter(changes)).toEqual([]);
  });
});
