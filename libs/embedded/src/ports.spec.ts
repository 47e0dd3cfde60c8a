import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { choosePort, freePort, portInUse, requireFreePort, waitForPort } from './ports.js';

let server: Server | undefined;
afterEach(() => void server?.close());

async function listen(port: number, host?: string): Promise<void> {
  server = createServer().listen(port, host);
  await new Promise((resolve) => server?.once('listening', resolve));
}

it('gives free ports', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  expect(await Promise.all(ports.map(portInUse))).toEqual(ports.map(() => false));
});

it.each(['127.0.0.1', '0.0.0.0'])('sees a port that is taken on %s, and names it', async (host) => {
  const port = await freePort();
  await listen(port, host);
  expect(await portInUse(port)).toBe(true);
  await expect(requireFreePort(port, 'orders')).rejects.toThrow(new RegExp(`Port ${port}, which orders needs`));
});

it('waits until a port accepts connections', async () => {
  const port = await freePort();
  await expect(waitForPort(port, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'wait-timeout' });
  const waiting = waitForPort(port);
  await listen(port, '127.0.0.1');
  await waiting;
});

it.each([-1, 1.5, 70_000, Number.NaN])('refuses %d as a port', async (port) => {
  await expect(choosePort(port)).rejects.toMatchObject({ code: 'invalid-option' });
});
