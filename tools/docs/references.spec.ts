import { describe, expect, it } from 'vitest';
import { anchorsOf, brokenReferences, referencesOf } from './references.ts';

describe('what a page refers to', () => {
  it('is links, images, link definitions and HTML, each with its line', () => {
    const page = '[a](docs/a.md "title")\n![b](b.png)\n[c]: c.md\n<img src="d.svg">\n[e](#here)';
    expect(referencesOf(page).map(({ target, line }) => [target, line])).toEqual([
      ['docs/a.md', 1],
      ['b.png', 2],
      ['c.md', 3],
      ['d.svg', 4],
      ['#here', 5],
    ]);
  });

  it('is not what lies outside the repository or is shown as code', () => {
    const page = '[a](https://example.org) [b](mailto:x@example.org) `[c](c.md)`\n```\n[d](d.md)\n```\n[e](e.md)';
    expect(referencesOf(page).map(({ target }) => target)).toEqual(['e.md']);
  });

  it('is npm scripts, in code as well', () => {
    const page = 'Use `npm run drill -- cascade`, or npm run docs:check.\n```sh\nnpm run reset\n```';
    expect(referencesOf(page)).toEqual([
      { kind: 'script', target: 'drill', line: 1 },
      { kind: 'script', target: 'docs:check', line: 1 },
      { kind: 'script', target: 'reset', line: 3 },
    ]);
  });
});

it("gives headings GitHub's anchors", () => {
  const page = '# Three ways to run, one `code`\n## Why?\n## Why?\n```\n# comment\n```';
  expect([...anchorsOf(page)]).toEqual(['three-ways-to-run-one-code', 'why', 'why-1']);
});

describe('broken references', () => {
  const check = (text: string) => {
    const pages: Record<string, string> = { 'docs/page.md': text, 'docs/other.md': '## Here', 'README.md': '# Top' };
    return brokenReferences('docs/page.md', {
      scripts: new Set(['build']),
      exists: (path) => path in pages,
      read: (path) => pages[path]!,
    });
  };

  it('are none when everything is there', () => {
    expect(check('[a](other.md) [b](other.md#here) [c](../README.md) [d](/README.md#top) npm run build')).toEqual([]);
  });

  it.each([
    [
      '[a](gone.md)',
      "docs/page.md:1  link to 'gone.md': there is no docs/gone.md → correct the path or remove the link",
    ],
    [
      '\n[a](other.md#there)',
      "docs/page.md:2  link to 'other.md#there': docs/other.md has no heading 'there' → use an",
    ],
    ['npm run biuld', 'docs/page.md:1  `npm run biuld` is no script of package.json → name an existing one'],
  ])('are named with place and way out: %s', (text, message) => {
    expect(check(text)).toEqual([expect.stringContaining(message)]);
  });
});
