import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { EmbeddedServerError } from '../errors.js';

const run = promisify(execFile);

/** The account that PostgreSQL runs under instead of root. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. As root this gives the owner of an existing data directory, else the account
 * `nobody`, which every system has; for anyone else undefined: the server runs as who started it.
 * @throws EmbeddedServerError `data-dir-of-another-user`
 */
export async function accountFor(dataDir: string): Promise<Account | undefined> {
  const { uid, username } = userInfo();
  const owner = await ownerOf(dataDir);
  if (uid === 0) return owner && owner.uid !== 0 ? owner : nobody();
  if (owner && owner.uid !== uid) {
    throw new EmbeddedServerError(
      'data-dir-of-another-user',
      `The data directory ${dataDir} belongs to user id ${owner.uid}, but this runs as ${username} (${uid}). ` +
        'Start it as that user (as root, if root made it), or have that user delete it.',
    );
  }
  return undefined;
}

/** Whether the account may enter the directory, and so its parents. Asked of the system: modes and ACLs both count. */
export async function mayEnter(account: Account | undefined, directory: string): Promise<boolean> {
  return succeedsAs(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', directory]);
}

/** Whether the program runs under the account and exits with 0. */
export async function succeedsAs(account: Account | undefined, command: string, args: string[]): Promise<boolean> {
  try {
    await run(command, args, { ...account, cwd: '/' });
    return true;
  } catch {
    // Refused or failed: both mean no, and the caller has another way.
    return false;
  }
}

async function ownerOf(path: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function nobody(): Promise<Account> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'nobody'])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}
