import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allHold, describeChecks, writeResult, type Check, type Result } from './result.js';
import { describeCommit, describeMachine } from './surroundings.js';

/** `load-tests/results/<name>`, from the sources as from the build. */
export function resultPath(name: string): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory);
  return join(directory, 'results', name);
}

/**
 * Writes what a run found, with the machine and the commit that it was found on, and prints its checks.
 * @param file where to, `results/<name>.json` when left out
 * @returns the exit code: 0 when all checks hold, else 1
 */
export async function saveResult(
  found: Pick<Result, 'name' | 'size' | 'arms'> & { checks: readonly Check[] },
  file = resultPath(`${found.name}.json`),
): Promise<number> {
  await writeResult(file, {
    name: found.name,
    commit: await describeCommit(),
    date: new Date().toISOString(),
    machine: describeMachine(),
    size: found.size,
    arms: found.arms,
    checks: [...found.checks],
  });
  console.log(`\nChecks\n${describeChecks(found.checks)}\n\nResult: ${file}`);
  return allHold(found.checks) ? 0 : 1;
}
