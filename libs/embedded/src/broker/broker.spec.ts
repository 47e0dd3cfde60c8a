import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isAlive } from '../processes.js';
import { waitFor } from '../wait-for.js';
import { startBroker } from './server.js';

const library = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'breakwater-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function sqs(url: string, action: string, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    body: JSON.stringify(body),
  });
  return answer.json();
}

it('keeps queues while it runs', async () => {
  const broker = await startBroker({ port: 0, logFile: join(folder, 'broker.log') });
  await sqs(broker.url, 'CreateQueue', { QueueName: 'q' });
  expect(await sqs(broker.url, 'ListQueues', {})).toEqual({ QueueUrls: [expect.stringMatching(/\/q$/)] });
  await broker.stop();
  expect(await isAlive(broker.pid)).toBe(false);
});

it('listens on this machine alone', async () => {
  const broker = await startBroker({ port: 0, logFile: join(folder, 'broker.log') });
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
  if (outside) await expect(fetch(`http://${outside}:${broker.port}/health`)).rejects.toThrow();
  expect((await fetch(`${broker.url}/health`)).ok).toBe(true);
  await broker.stop();
});

it('ends when its parent is killed', async () => {
  await promisify(execFile)('tsc', ['-b', library]);
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { startBroker } from ${JSON.stringify(`${library}/dist/index.js`)};
       const { pid } = await startBroker({ port: 0, logFile: ${JSON.stringify(join(folder, 'orphan.log'))} });
       console.log(pid);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const pid = await new Promise<number>((resolve) => {
    createInterface(parent.stdout).once('line', (line) => resolve(Number(line)));
  });
  expect(await isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await waitFor(async () => !(await isAlive(pid)), { what: 'the emulator to end', timeoutMs: 5_000 });
}, 60_000);

it('names a taken port', async () => {
  const broker = await startBroker({ port: 0, logFile: join(folder, 'broker.log') });
  await expect(startBroker({ port: broker.port, logFile: join(folder, 'second.log') })).rejects.toMatchObject({
    code: 'port-taken',
    message: expect.stringContaining(String(broker.port)),
  });
  await broker.stop();
});
