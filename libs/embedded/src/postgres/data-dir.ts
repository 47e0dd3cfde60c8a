import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedServerError } from '../errors.js';
import type { Account } from './account.js';
import type { PostgresBinaries } from './binaries.js';
import { give } from './places.js';

const run = promisify(execFile);

/** The major version of the embedded server; a data directory of another one cannot be opened. */
const MAJOR_VERSION = '18';

/** A fixed environment: the user's locale and PG* variables must not leak into the server. */
export const SERVER_ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };

export interface InitOptions {
  dataDir: string;
  password: string;
  /** false skips the fsync of the new files (tests). */
  durable: boolean;
  account: Account | undefined;
  binaries: PostgresBinaries;
}

/**
 * Makes the database cluster if there is none. It is made beside its place and renamed, so that an interrupted run leaves
 * no half-made one.
 * @returns whether it was made now
 * @throws EmbeddedServerError `data-dir-of-another-version`, `initdb-failed`
 */
export async function ensureCluster({ dataDir, password, durable, account, binaries }: InitOptions): Promise<boolean> {
  const version = await versionOf(dataDir);
  if (version === MAJOR_VERSION) return false;
  if (version !== undefined) {
    throw new EmbeddedServerError(
      'data-dir-of-another-version',
      `${dataDir} was made by PostgreSQL ${version}; this one is ${MAJOR_VERSION}. Delete it (npm run reset) to start anew.`,
    );
  }

  const unfinished = `${dataDir}.unfinished`;
  const passwordFile = `${dataDir}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await give(unfinished, account);
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await give(passwordFile, account);
  try {
    await run(binaries.initdb, initdbArguments(unfinished, passwordFile, durable), {
      ...account,
      cwd: '/',
      env: SERVER_ENV,
    });
  } catch (error) {
    const output = (error as { stderr?: string }).stderr?.trim() || String(error);
    throw new EmbeddedServerError(
      'initdb-failed',
      `PostgreSQL's data directory ${dataDir} could not be made: ${output}`,
      {
        cause: error,
      },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, dataDir);
  return true;
}

function initdbArguments(dataDir: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${dataDir}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of text on every machine, whatever its locales.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ];
}

async function versionOf(dataDir: string): Promise<string | undefined> {
  try {
    return (await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
