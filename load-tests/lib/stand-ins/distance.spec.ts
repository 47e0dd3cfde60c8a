import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { makeTemporaryFolder } from '@breakwater/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDistance } from './distance.js';

let folder: string;
let echo: Server;
const sockets: Socket[] = [];

beforeAll(async () => {
  folder = await makeTemporaryFolder('breakwater-distance-');
  echo = createServer((socket) => {
    sockets.push(socket);
    socket.pipe(socket);
  });
  await once(echo.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  echo.close();
  await rm(folder, { recursive: true, force: true });
});

const portOf = (server: Server): number => (server.address() as { port: number }).port;

describe('the network between two machines', () => {
  it('brings everything, in order, later', async () => {
    const distance = await startDistance({ port: portOf(echo), delayMs: 50, logFile: join(folder, 'network.log') });
    try {
      const client = connect(distance.port, '127.0.0.1');
      await once(client, 'connect');
      let answer = '';
      client.on('data', (text: Buffer) => (answer += text.toString()));
      const sent = Array.from({ length: 500 }, (_, index) => `${index},`);
      const from = performance.now();
      for (const piece of sent) client.write(piece);
      client.end();
      await once(client, 'close');
      expect(answer).toBe(sent.join(''));
      expect(performance.now() - from).toBeGreaterThanOrEqual(49);
    } finally {
      await distance.stop();
    }
  });

  it('ends a connection whose other end is gone', async () => {
    const distance = await startDistance({ port: portOf(echo), delayMs: 1, logFile: join(folder, 'network.log') });
    try {
      const client = connect(distance.port, '127.0.0.1');
      client.write('hello');
      await once(client, 'data');
      const ended = once(client, 'close');
      sockets.at(-1)?.destroy();
      await expect(ended).resolves.toBeDefined();
    } finally {
      await distance.stop();
    }
  });
});
