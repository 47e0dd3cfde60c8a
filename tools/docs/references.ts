import { posix } from 'node:path';

export interface Reference {
  kind: 'link' | 'script';
  /** A path relative to the page, or an npm script's name. */
  target: string;
  /** 1-based. */
  line: number;
}

/** What a Markdown page refers to inside the repository: relative links and images outside of code, `npm run x` anywhere. */
export function referencesOf(markdown: string): Reference[] {
  const found: Reference[] = [];
  let fence: string | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const line = index + 1;
    const marker = /^\s*(```+|~~~+)/.exec(text)?.[1];
    if (marker) fence = fence === undefined ? marker : marker.startsWith(fence) ? undefined : fence;
    for (const [, target] of text.matchAll(/\bnpm run ([\w:.-]+)/g)) {
      found.push({ kind: 'script', target: target!.replace(/[.:]+$/, ''), line });
    }
    if (fence !== undefined) continue;
    for (const target of linksIn(text.replaceAll(/`[^`]*`/g, ''))) found.push({ kind: 'link', target, line });
  }
  return found;
}

function linksIn(text: string): string[] {
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map(([, target]) => target!);
  const defined = [...text.matchAll(/^\s*\[[^\]]+\]:\s*(\S+)/g)].map(([, target]) => target!);
  const html = [...text.matchAll(/\b(?:href|src)="([^"]+)"/g)].map(([, target]) => target!);
  return [...inline, ...defined, ...html].filter((target) => !/^([a-z][a-z+.-]*:|\/\/)/i.test(target));
}

/** The ids that GitHub gives a page's headings. */
export function anchorsOf(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  let isFenced = false;
  for (const text of markdown.split('\n')) {
    if (/^\s*(```|~~~)/.test(text)) isFenced = !isFenced;
    const heading = isFenced ? undefined : /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1];
    if (heading === undefined) continue;
    const slug = slugOf(heading);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** The repository: what the checks of a page need to know. */
export interface Repository {
  scripts: ReadonlySet<string>;
  /** Whether a path relative to the root is a file or a folder. */
  exists(path: string): boolean;
  /** The text of a page. */
  read(path: string): string;
}

/** What a page refers to and is not there, as lines "file:line  what → what to do". */
export function brokenReferences(page: string, repository: Repository): string[] {
  return referencesOf(repository.read(page)).flatMap(({ kind, target, line }) => {
    const problem = kind === 'script' ? missingScript(target, repository) : brokenLink(page, target, repository);
    return problem === undefined ? [] : [`${page}:${line}  ${problem}`];
  });
}

function missingScript(name: string, { scripts }: Repository): string | undefined {
  if (scripts.has(name)) return undefined;
  return `\`npm run ${name}\` is no script of package.json → name an existing one (npm run) or add it`;
}

function brokenLink(page: string, target: string, repository: Repository): string | undefined {
  const [path = '', anchor] = target.split('#');
  const decoded = decodeURIComponent(path.split('?')[0]!);
  const absolute = decoded === '' ? page : posix.join(decoded.startsWith('/') ? '' : posix.dirname(page), decoded);
  const file = absolute.replace(/^\//, '');
  if (!repository.exists(file)) return `link to '${target}': there is no ${file} → correct the path or remove the link`;
  // A line of a source file (#L12) is nothing that a heading could answer.
  if (!anchor || !file.endsWith('.md') || anchorsOf(repository.read(file)).has(anchor)) return undefined;
  return `link to '${target}': ${file} has no heading '${anchor}' → use an existing heading's anchor`;
}
