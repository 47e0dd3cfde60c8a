import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real server on a port of its own that knows its connections. */
export interface JsonServer {
  readonly url: string;
  /** Open ones. */
  readonly connections: number;
  /** Whatever was ever opened. */
  readonly accepted: number;
  close(): Promise<void>;
}

export async function startJsonServer(handle: Handler): Promise<JsonServer> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer(handle);
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Resets are what these tests are about.
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return sockets.size;
    },
    get accepted() {
      return accepted;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export function answer(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
