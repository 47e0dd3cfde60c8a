import { expect, it } from 'vitest';
import { importsOf } from './imports.ts';

const found = (text: string) =>
  importsOf('a.ts', text).map(({ specifier, line, typeOnly }) => [specifier, line, typeOnly]);

it('finds every form of import with its line', () => {
  const text = [
    `import 'side-effect';`,
    `import a, { b } from 'named';`,
    `export * from 'all';`,
    `const c = await import('lazy');`,
    `const d = require('common');`,
    `import e = require('old');`,
    'const f = await import(`template`);',
  ].join('\n');
  const names = ['side-effect', 'named', 'all', 'lazy', 'common', 'old', 'template'];
  expect(found(text)).toEqual(names.map((name, index) => [name, index + 1, false]));
});

it('knows what is erased when compiled', () => {
  const text = [
    `import type { A } from 'declaration';`,
    `import { type B, type C } from 'each-name';`,
    `export type { D } from 'export';`,
    `let e: import('type').E;`,
  ].join('\n');
  expect(found(text).every(([, , typeOnly]) => typeOnly)).toBe(true);
  expect(found(text)).toHaveLength(4);
});

it('counts an import with one value among types as a value', () => {
  expect(found(`import { type A, b } from 'mixed';`)).toEqual([['mixed', 1, false]]);
});

it('is not taken in by strings and comments', () => {
  expect(found(`// import 'comment';\nconst text = "import 'string'";\nload(name);`)).toEqual([]);
});
