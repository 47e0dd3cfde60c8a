import { makeTemporaryFolder } from '@breakwater/embedded';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from './ports.js';
import { startService } from './service-process.js';

/** Alive, and not ready: as a service that came back to a database that is away. */
const MAIN = `
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  response.statusCode = request.url === '/health/live' ? 200 : 503;
  response.end();
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`;

let folder: string;
beforeAll(async () => {
  folder = await makeTemporaryFolder('breakwater-service-');
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'dist', 'main.js'), MAIN);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('leaves a service alone that was started again and is alive, ready or not', async () => {
  const { orders: port } = await freePorts();
  const service = { name: 'orders', folder, database: false, seeded: false, env: () => ({}) } as const;
  const running = await startService({
    service,
    url: `http://127.0.0.1:${port}`,
    env: { ...process.env, PORT: String(port) },
    logFile: join(folder, 'orders.log'),
    signal: AbortSignal.timeout(15_000),
    again: true,
  });
  try {
    expect(() => process.kill(running.pid, 0)).not.toThrow();
  } finally {
    await running.stop();
  }
});
