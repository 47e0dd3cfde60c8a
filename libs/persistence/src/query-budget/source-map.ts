import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Lines found before: a loop is found again with every request. Their number is that of the lines that ask the database. */
const known = new Map<string, string>();
const MOST_KNOWN = 1_000;

/**
 * A line as it was written, `apps/orders/src/order.repository.ts:37`: by the source map beside a compiled file, if there is
 * one, and from the root of the repository.
 *
 * @param line from 1, as in a stack
 * @param column from 1
 */
export function written(file: string, line: number, column: number): string {
  const compiled = `${file}:${line}:${column}`;
  const before = known.get(compiled);
  if (before !== undefined) return before;
  const origin = originOf(file, line, column);
  const found = `${fromRoot(origin.file)}:${origin.line}`;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(compiled, found);
  return found;
}

function originOf(file: string, line: number, column: number): { file: string; line: number } {
  const map = `${file}.map`;
  if (!existsSync(map)) return { file, line };
  try {
    const origin = new SourceMap(JSON.parse(readFileSync(map, 'utf8'))).findOrigin(line, column);
    if (!('fileName' in origin) || typeof origin.fileName !== 'string') return { file, line };
    return { file: fileURLToPath(new URL(origin.fileName, pathToFileURL(map))), line: origin.lineNumber };
  } catch {
    // A map that cannot be read is no reason to fail a request: the compiled line is found as well.
    return { file, line };
  }
}

let root: string | undefined;

/** Never a path of the machine: it goes into logs and answers. */
function fromRoot(file: string): string {
  root ??= repositoryRoot();
  const path = relative(root, file);
  return path.startsWith('..') ? join('…', basename(dirname(file)), basename(file)) : path.split(sep).join('/');
}

/** The nearest folder above with a package.json of workspaces, else where the process was started. */
function repositoryRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && 'workspaces' in (JSON.parse(readFileSync(manifest, 'utf8')) as object)) return folder;
    if (folder === dirname(folder)) return process.cwd();
  }
}
