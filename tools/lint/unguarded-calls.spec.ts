import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-lint-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions":{"module":"nodenext","types":["node"]}}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the linter says about a file of that text at that place. */
function lint(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  try {
    return execFileSync(join(root, 'node_modules/.bin/oxlint'), ['--disable-nested-config', file], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` },
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(path);
  }
}

const APP = 'apps/shop/src/carrier.ts';

describe('what would leave an app without a guard', () => {
  it.each([
    ['fetch', "export const ask = (): Promise<Response> => fetch('http://carrier');\n"],
    [
      'globalThis.fetch under another name',
      "const { fetch: ask } = globalThis;\nexport const one = ask('http://x');\n",
    ],
    ['a socket', "import { connect } from 'node:net';\n\nexport const ask = connect;\n"],
    ['a WebSocket', "export const socket = new WebSocket('ws://carrier');\n"],
  ])('%s is refused, and the way out is named', (_what, text) => {
    expect(lint(APP, text)).toContain('Declare an external call');
  });

  it('tests and libraries may', () => {
    const text = "export const ask = (): Promise<Response> => fetch('http://carrier');\n";
    for (const file of ['apps/shop/test/carrier.ts', 'libs/some/src/carrier.ts']) {
      expect(lint(file, text)).not.toContain('Declare an external call');
    }
  });
});
