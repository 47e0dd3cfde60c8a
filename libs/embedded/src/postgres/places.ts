import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedServerError } from '../errors.js';
import { mayEnter, type Account } from './account.js';

/** Every account may enter it, and unlike /tmp it survives a restart of the machine. */
const PUBLIC_PARENT = '/var/tmp';

/**
 * Where data and binaries go when the server's account may not enter their own folders (a clone under /root): a folder
 * under /var/tmp named after the path that it stands for.
 */
export function substituteFor(path: string): string {
  return join(PUBLIC_PARENT, `breakwater-${shortHash(resolve(path))}`);
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Where the data may be: the directory asked for, and the one in its substitute. Those that are there, by their real paths. */
export async function placesOf(dataDir: string): Promise<string[]> {
  const candidates = [resolve(dataDir), substituteData(dataDir)];
  const found = await Promise.all(candidates.map(async (path) => ((await exists(path)) ? realpath(path) : undefined)));
  return found.filter((path) => path !== undefined);
}

function substituteData(dataDir: string): string {
  return join(substituteFor(dataDir), 'data');
}

/** The data directory that is really used: the one asked for, or its substitute. Makes the parent folder. */
export async function placeForData(
  dataDir: string,
  account: Account | undefined,
  say: (line: string) => void,
): Promise<string> {
  const wanted = resolve(dataDir);
  await mkdir(dirname(wanted), { recursive: true });
  const parent = await realpath(dirname(wanted));
  if (!account || (await mayEnter(account, parent))) return join(parent, basename(wanted));
  const place = substituteData(wanted);
  await makeOwnFolder(dirname(place));
  say(`PostgreSQL does not run as root, and its account may not enter ${parent}: its data goes to ${place}`);
  return place;
}

/**
 * A folder that others may enter but not write.
 * @throws EmbeddedServerError `untrusted-folder` when somebody else made it first (/var/tmp is writable for everyone).
 */
export async function makeOwnFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const stats = await lstat(path);
  if (!stats.isDirectory() || stats.uid !== userInfo().uid) {
    throw new EmbeddedServerError(
      'untrusted-folder',
      `${path} was made by another user (id ${stats.uid}). Delete it and start again.`,
    );
  }
  await chmod(path, 0o755);
}

export async function give(path: string, account: Account | undefined): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}

/**
 * Deletes a data directory, what the server has put beside it, and its substitute. The server must be stopped.
 * @returns what was there and is gone now
 */
export async function removeDataDir(dataDir: string): Promise<string[]> {
  const removed: string[] = [];
  const beside = ['', '.log', '.unfinished'].map((suffix) => `${resolve(dataDir)}${suffix}`);
  for (const path of [...beside, substituteFor(dataDir)]) {
    if (!(await exists(path))) continue;
    await rm(path, { recursive: true, force: true });
    removed.push(path);
  }
  return removed;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
