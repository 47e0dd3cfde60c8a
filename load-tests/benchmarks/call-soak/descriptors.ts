import { readdir, readFile, readlink } from 'node:fs/promises';
import { type Counts, countOf } from './counts.js';

/** Who is at the other end of a process's sockets. */
export interface Ends {
  /** Where the process itself listens. */
  ownPort: number;
  /** Whom it calls, by their ports. */
  names: ReadonlyMap<number, string>;
}

interface Connection {
  localPort: number;
  remotePort: number;
  listens: boolean;
}

/** A state of the kernel's include/net/tcp_states.h. */
const LISTEN = '0A';

/**
 * Open file descriptors of a process, by what they are and, of sockets, to whom they lead: also of those that its code has
 * forgotten. Linux alone.
 *
 * @throws when the process is gone, or is another user's
 */
export async function descriptorsOf(pid: number, ends: Ends): Promise<Counts> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((name) => linkOf(`${folder}/${name}`)));
  const connections = connectionsIn(await readFile('/proc/net/tcp', 'utf8'));
  return countOf(links.filter((link) => link !== undefined).map((link) => kindOf(link, connections, ends)));
}

/** @param link what a descriptor in /proc is a symbolic link to, see proc(5) */
export function kindOf(link: string, connections: ReadonlyMap<string, Connection>, ends: Ends): string {
  const [, socket] = /^socket:\[(\d+)\]$/.exec(link) ?? [];
  if (socket !== undefined) return socketKind(connections.get(socket), ends);
  if (link.startsWith('pipe:')) return 'pipes';
  const [, anonymous] = /^anon_inode:\[?([\w-]+)/.exec(link) ?? [];
  return anonymous ?? 'files';
}

/** @param table the text of /proc/net/tcp. @returns connections by inode, as descriptors name them */
export function connectionsIn(table: string): Map<string, Connection> {
  const rows = table.split('\n').slice(1).filter(Boolean);
  return new Map(
    rows.map((row) => {
      const [, local = '', remote = '', state, , , , , , inode = ''] = row.trim().split(/\s+/);
      return [inode, { localPort: portIn(local), remotePort: portIn(remote), listens: state === LISTEN }];
    }),
  );
}

function socketKind(connection: Connection | undefined, { ownPort, names }: Ends): string {
  // The channel to its parent is one, and so is what is closed a moment later.
  if (connection === undefined) return 'sockets of other kinds';
  const { localPort, remotePort, listens } = connection;
  if (listens) return 'sockets that listen';
  if (localPort === ownPort) return 'sockets from clients';
  return `sockets to ${names.get(remotePort) ?? 'others'}`;
}

const portIn = (address: string): number => Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16);

/** Undefined when it was closed meanwhile. */
async function linkOf(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
