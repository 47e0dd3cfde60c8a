import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Breach } from './breach.ts';
import { checkBoundaries } from './check.ts';
import { readWorkspace } from './workspace.ts';

/** File contents by path; a package.json may be given as an object. */
export type Tree = Record<string, string | object>;

const face = { '.': { default: './dist/index.js' } };

// A small sound workspace: one package of each kind, no breach.
const soundTree: Tree = {
  'package.json': {
    workspaces: ['libs/*', 'apps/*', 'infra/local', 'load-tests', 'tools'],
    devDependencies: { vitest: '1.0.0' },
  },
  'libs/contracts/package.json': { name: '@shop/contracts', exports: face, dependencies: { zod: '1.0.0' } },
  'libs/contracts/src/index.ts': `import { z } from 'zod';\nexport const id = z.string();\n`,
  'libs/kit/package.json': { name: '@shop/kit', exports: face, dependencies: { '@shop/contracts': '1.0.0' } },
  'libs/kit/src/index.ts': `import { readFileSync } from 'node:fs';\nexport { id } from '@shop/contracts';\nexport { readFileSync };\n`,
  'libs/kit/src/kit.spec.ts': `import { it } from 'vitest';\nimport { start } from '@shop/testing';\nit('', start);\n`,
  'libs/testing/package.json': { name: '@shop/testing', exports: face, dependencies: { '@shop/kit': '1.0.0' } },
  'libs/testing/src/index.ts': `export * from '@shop/kit';\nexport const start = () => {};\n`,
  'apps/orders/package.json': { name: '@shop/orders', dependencies: { '@shop/kit': '1.0.0' } },
  'apps/orders/src/main.ts': `import { id } from '@shop/kit';\nimport { route } from './route.js';\nroute(id);\n`,
  'apps/orders/src/route.ts': `export const route = (id: unknown) => id;\n`,
  'apps/orders/test/main.spec.ts': `import { start } from '@shop/testing';\nimport { route } from '../src/route.js';\nroute(start);\n`,
  'apps/billing/package.json': { name: '@shop/billing' },
  'apps/billing/src/main.ts': `export const port = 1;\n`,
  'infra/local/package.json': { name: '@shop/local', exports: face, dependencies: { '@shop/kit': '1.0.0' } },
  'infra/local/src/index.ts': `export * from '@shop/kit';\n`,
  'load-tests/package.json': { name: '@shop/load-tests', dependencies: { '@shop/local': '1.0.0' } },
  'load-tests/src/index.ts': `import '@shop/local';\n`,
};

/**
 * The breaches of the sound workspace after `changes`, which replace or add files. It lies in a temporary folder until the
 * test has finished.
 */
export function breachesAfter(changes: Tree): Breach[] {
  const root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries({ ...soundTree, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return checkBoundaries(readWorkspace(root));
}
