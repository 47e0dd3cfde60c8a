import { readFile } from 'node:fs/promises';
import type { Probe } from '../drill/drill.js';

/** TCP states of the kernel's include/net/tcp_states.h: over for the process, remembered by the kernel alone. */
const TIME_WAIT = '06';

/**
 * Sockets that processes of this machine hold to a port of 127.0.0.1, in whatever state, as the kernel tells: also those that a
 * client has forgotten to close. Linux alone; null elsewhere.
 */
export async function socketsTo(port: number): Promise<number | null> {
  try {
    return countSockets(await readFile('/proc/net/tcp', 'utf8'), port);
  } catch {
    return null;
  }
}

/** @param table the text of /proc/net/tcp: number, local address, remote address, state, and more */
export function countSockets(table: string, port: number): number {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').filter((line) => {
    const [, , to, state] = line.trim().split(/\s+/);
    return to?.endsWith(remote) === true && state !== TIME_WAIT;
  }).length;
}

export const socketsProbe = (name: string, url: string): Probe => ({
  name,
  unit: 'sockets',
  read: () => socketsTo(Number(new URL(url).port)),
});
