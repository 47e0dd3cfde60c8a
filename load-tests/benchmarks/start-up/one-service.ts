import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, waitFor } from '@breakwater/embedded';
import type { ShopUrls } from '../../lib/http/shop-urls.js';
import { cpuMsOf, memoryOf, peakRssMb, startOf, type ProcessEntry } from './process-tree.js';
import { answersReady } from '../../lib/processes/ready.js';

const LOOK_EVERY_MS = 10;
const TIMEOUT_MS = 30_000;
/** After the first 200: caches are filled, nothing is asked of it. */
const SETTLE_MS = 2_000;

export interface ServiceStart {
  readyMs: number;
  /** CPU time until then: unlike the time, not a matter of what else runs. */
  cpuMs: number;
  /** Some time after it was ready. */
  rssMb: number;
  pssMb: number;
  /** The most it ever held. */
  peakRssMb: number;
}

/**
 * Starts one more process of a service beside the running one, in just the way in which the supervisor started that, on a
 * port of its own, and ends it again.
 */
export async function startOneMore(service: keyof ShopUrls, running: readonly ProcessEntry[]): Promise<ServiceStart> {
  const model = running.find(({ command }) => command.endsWith(`/apps/${service}/dist/main.js`));
  if (model === undefined) throw new Error(`npm start runs no ${service} (a process of apps/${service}/dist/main.js).`);
  const { args, env } = await startOf(model.pid);
  const [command = process.execPath, ...rest] = args;
  const port = await freePort();
  const startedAt = performance.now();
  // The channel tells a service of the supervisor that its parent lives.
  const child = spawn(command, rest, {
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const exited = once(child, 'exit');
  try {
    const url = `http://127.0.0.1:${port}`;
    await waitFor(() => answersReady(url), {
      what: `${service} to be ready`,
      timeoutMs: TIMEOUT_MS,
      everyMs: LOOK_EVERY_MS,
    });
    const readyMs = performance.now() - startedAt;
    const pid = child.pid ?? -1;
    const cpuMs = await cpuMsOf(pid);
    await delay(SETTLE_MS);
    const memory = await memoryOf(pid);
    if (memory === undefined) throw new Error(`${service} ended by itself.`);
    return { readyMs, cpuMs, ...memory, peakRssMb: await peakRssMb(pid) };
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}
