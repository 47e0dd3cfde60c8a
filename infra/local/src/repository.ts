import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's root, three folders up from this file, in src as in dist. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** A data directory as settings name it: relative to the repository, wherever the command was called. */
export function resolveDataDir(path: string): string {
  return resolve(repositoryRoot, path);
}
