import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { EmbeddedServerError, InvalidOptionError, PortTakenError } from './errors.js';
import { waitFor } from './wait-for.js';

const HOST = '127.0.0.1';

/** Below the range from which systems take the near end of outgoing connections: such a port would be gone any moment. */
const FIRST_FREE = 15_000;
const LAST_FREE = 32_000;
const ATTEMPTS = 200;
const handedOut = new Set<number>();

/** A port of 127.0.0.1 that is free and that this process was not given before. It is not reserved. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST_FREE, LAST_FREE);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (!(await portInUse(port))) return port;
  }
  throw new EmbeddedServerError('no-free-port', `No free port found between ${FIRST_FREE} and ${LAST_FREE}.`);
}

/** Whether a server of ours could not listen on this port of 127.0.0.1 (taken, or not allowed for this user). */
export function portInUse(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(true);
      else reject(error);
    });
    server.listen(port, HOST, () => server.close(() => resolve(false)));
  });
}

/** @throws PortTakenError naming the port and what it is for. */
export async function requireFreePort(port: number, purpose: string): Promise<void> {
  if (await portInUse(port)) throw new PortTakenError(port, purpose);
}

/** Waits until something accepts connections on the port of 127.0.0.1. @throws WaitTimeoutError */
export async function waitForPort(port: number, { timeoutMs = 10_000 }: { timeoutMs?: number } = {}): Promise<void> {
  await waitFor(() => accepts(port), { what: `port ${port} to accept connections`, timeoutMs });
}

/** The port itself, or a free one for 0. @throws InvalidOptionError */
export async function choosePort(port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidOptionError('port', port, 'a whole number from 1 to 65535, or 0 for a free one');
  }
  return port === 0 ? freePort() : port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: HOST });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
