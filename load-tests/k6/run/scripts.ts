import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the sources, also for what runs from the build: k6 runs the scripts as they are written. */
export function loadTestsFolder(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory);
  return directory;
}

/** Every script for k6, relative to `load-tests`. */
export function k6Scripts(folder = loadTestsFolder()): string[] {
  return globSync(
    ['*', 'k6/*', 'drills/*/*', 'benchmarks/*/*'].map((place) => `${place}.k6.ts`),
    { cwd: folder },
  ).sort();
}
