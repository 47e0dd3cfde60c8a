import { expect, it } from 'vitest';
import { firstDifference, replaceBlock, table } from './markdown.ts';

it('escapes what would break a table', () => {
  expect(table(['a'], [['x | y\nz']])).toBe('| a |\n| --- |\n| x \\| y z |');
});

it('replaces a generated block and nothing else', () => {
  const page = 'before\n<!-- generated:x -->\nold\n<!-- /generated:x -->\nafter';
  expect(replaceBlock(page, 'x', 'new')).toBe('before\n<!-- generated:x -->\n\nnew\n\n<!-- /generated:x -->\nafter');
});

it.each([
  'no markers',
  '<!-- /generated:x --><!-- generated:x -->',
  '<!-- generated:x --> <!-- /generated:x -->'.repeat(2),
])('refuses a page whose markers are not there once and in order: %s', (page) => {
  expect(() => replaceBlock(page, 'x', 'new')).toThrow('put both lines back');
});

it('points at the first line that differs', () => {
  expect(firstDifference('a\nb', 'a\nb')).toBeUndefined();
  expect(firstDifference('a\nb', 'a\nc')).toBe('line 2\n  - b\n  + c');
  expect(firstDifference('a\nb', 'a')).toBe('line 2\n  - b\n  + (end of file)');
});
