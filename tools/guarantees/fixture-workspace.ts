import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Chapter, Mechanism } from './guarantee.ts';

// A shop of two packages: the till counts each sale once, by the ledger's memory, and refuses sales below zero.
const tree: Record<string, string | object> = {
  'package.json': { type: 'module', workspaces: ['libs/*', 'apps/*'] },
  'vitest.config.ts': `import { defineConfig } from 'vitest/config';
export default defineConfig({ resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } },
  test: { include: ['apps/*/test/*.spec.ts'], isolate: false } });\n`,
  'libs/ledger/package.json': { name: '@till/ledger', type: 'module', exports: { '.': { source: './src/ledger.ts' } } },
  'libs/ledger/src/ledger.ts': `const seen = new Set<string>();
export function isFirst(id: string): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}\n`,
  'libs/ledger/dist/built.js': 'export {};\n',
  'apps/shop/package.json': { name: '@till/shop', type: 'module', dependencies: { '@till/ledger': '1.0.0' } },
  'apps/shop/src/shop.ts': `import { isFirst } from '@till/ledger';
export let stock = 5;
export function sell(id: string, quantity: number): void {
  if (quantity > stock) return;
  if (isFirst(id)) stock -= quantity;
}\n`,
  'apps/shop/test/shop.spec.ts': `import { describe, expect, it } from 'vitest';
import { sell, stock } from '../src/shop.ts';
describe('a sale', () => {
  it('counts once', () => {
    sell('a', 1);
    sell('a', 1);
    expect(stock).toBe(4);
  });
  it.each([[7], [9]])('of %i is refused', (quantity) => {
    sell('b' + quantity, quantity);
    expect(stock).toBeGreaterThanOrEqual(0);
  });
  it('notices nothing', () => {
    expect(1).toBe(1);
  });
  it('always fails', () => {
    expect(1).toBe(2);
  });
});\n`,
};

const SPEC = 'apps/shop/test/shop.spec.ts';

/** The ledger's memory, which 'counts once' notices. */
export const memory: Mechanism = {
  id: 'memory',
  what: 'The ledger remembers.',
  without: [{ file: 'libs/ledger/src/ledger.ts', find: 'if (seen.has(id)) return false;', replace: '' }],
  noticedBy: [{ file: SPEC, title: 'counts once' }],
};

/** The check of the stock, which 'of %i is refused' notices. */
export const check: Mechanism = {
  id: 'check',
  what: 'The stock is looked at.',
  without: [{ file: 'apps/shop/src/shop.ts', find: 'if (quantity > stock) return;', replace: '' }],
  noticedBy: [{ file: SPEC, title: 'of %i is refused' }],
};

export const noticedBy = (title: string): Pick<Mechanism, 'noticedBy'> => ({ noticedBy: [{ file: SPEC, title }] });

export const chapterOf = (first: Mechanism, ...rest: Mechanism[]): Chapter => ({
  title: 'Sales',
  guarantees: [{ promise: 'A sale counts once.', mechanisms: [first, ...rest] }],
});

/** The text of a file of the fixture. */
export function readFixture(path: string): string | undefined {
  const content = tree[path];
  return content === undefined || typeof content === 'string' ? content : JSON.stringify(content);
}

/** Writes the shop to a temporary folder, which is there until the test has finished, with vitest installed. @returns its path */
export function writeFixture(): string {
  const root = mkdtempSync(join(tmpdir(), 'guarantees-fixture-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  mkdirSync(join(root, 'node_modules/@till'), { recursive: true });
  symlinkSync(resolve('node_modules/vitest'), join(root, 'node_modules/vitest'));
  for (const [name, folder] of [
    ['ledger', 'libs/ledger'],
    ['shop', 'apps/shop'],
  ] as const)
    symlinkSync(join(root, folder), join(root, 'node_modules/@till', name));
  return root;
}
