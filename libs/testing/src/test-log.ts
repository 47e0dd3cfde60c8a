import { mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { createLogger } from '@breakwater/service-kit';
import { testLogFolder } from './config.js';

const opened = new Map<string, number>();

/**
 * Where everything that services say in a test run is kept, so that it can be searched for secrets afterwards.
 *
 * @param name of the file, without `.log`
 * @returns a descriptor to append to, or nothing when the run keeps no logs
 */
export function openTestLog(name: string): number | undefined {
  const known = opened.get(name);
  const folder = testLogFolder();
  if (known !== undefined || folder === undefined) return known;
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, `${name}.log`), 'a');
  opened.set(name, file);
  return file;
}

/** For the logger of a service that runs in a worker of the test run: one file for all services of a worker. */
export function testLogDestination(): Parameters<typeof createLogger>[1] {
  const file = openTestLog(`specs-${process.pid}`);
  return { write: (line) => void (file !== undefined && writeSync(file, line)) };
}
