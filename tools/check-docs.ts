import { existsSync, globSync, readFileSync } from 'node:fs';
import { brokenReferences } from './docs/references.ts';

// usage: node tools/check-docs.ts     Every relative link and every `npm run x` of every Markdown page must exist.
const ignored = /(^|\/)(node_modules|dist|coverage|reports|\.[^/]+)(\/|$)/;
const pages = [
  ...globSync('*.md'),
  ...globSync('{apps,docs,infra,libs,load-tests,tools}/**/*.md', { exclude: (path) => ignored.test(path) }),
];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const repository = {
  scripts: new Set(Object.keys(scripts)),
  exists: (path: string) => existsSync(path || '.'),
  read: (path: string) => readFileSync(path, 'utf8'),
};
const broken = pages.toSorted().flatMap((page) => brokenReferences(page, repository));
if (broken.length > 0) {
  console.error(`${broken.join('\n')}\n\n${broken.length} broken reference(s) in ${pages.length} pages`);
  process.exitCode = 1;
} else {
  console.log(`references hold: ${pages.length} pages`);
}
