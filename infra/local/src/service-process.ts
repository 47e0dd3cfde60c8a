import { join } from 'node:path';
import { launchNode, SERVICE_ENDING } from './node-process.js';
import type { ServiceDescription } from './services.js';
import type { Running } from './supervised.js';

const READY_TIMEOUT_MS = 30_000;
const PROBE_TIMEOUT_MS = 2_000;

export interface ServiceProcessOptions {
  service: ServiceDescription;
  url: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  signal: AbortSignal;
}

/**
 * Starts a service and waits until it says that it is ready.
 * @throws ServerStartError with the last lines of its log
 */
export async function startService({ service, url, ...options }: ServiceProcessOptions): Promise<Running> {
  const launched = await launchNode({
    name: service.name,
    entry: join(service.folder, 'dist', 'main.js'),
    ...options,
  });
  await launched.readyWhen(() => isReady(url), READY_TIMEOUT_MS);
  return { pid: launched.pid, exited: launched.exited, stop: () => launched.stop(SERVICE_ENDING) };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Not listening yet; the caller waits and gives up in time.
    return false;
  }
}
