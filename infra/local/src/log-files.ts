import { readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDir } from './data-dir.js';

const LONGEST_BYTES = 20 * 1_048_576;

/** Sets long logs of earlier runs aside (`orders.log.old`), so that they cannot grow for ever. */
export function keepLogsShort({ logs }: DataDir): void {
  for (const file of logFilesIn(logs)) {
    if (statSync(file).size > LONGEST_BYTES) renameSync(file, `${file}.old`);
  }
}

/** All logs in the folder; empty when there is none. */
export function logFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .toSorted()
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
