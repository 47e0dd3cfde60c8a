import { posix } from 'node:path';

/**
 * The workspace file that a relative specifier means, or undefined when it is not relative or none of `known`.
 * @param file the importing file, relative to the root
 */
export function resolveRelative(file: string, specifier: string, known: ReadonlySet<string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(file), specifier);
  const candidates = [path, path.replace(/\.([cm]?)js$/, '.$1ts'), `${path}.ts`, `${path}/index.ts`];
  return candidates.find((candidate) => known.has(candidate));
}

/** Where a relative specifier points, relative to the root, whether anything is there or not. */
export function pointsTo(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}

/** "@scope/name" of "@scope/name/deep/path", "name" of "name/deep". */
export function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
