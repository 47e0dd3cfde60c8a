import { join } from 'node:path';
import { launchNode, SERVICE_ENDING } from './node-process.js';
import type { ServiceDescription } from './services.js';
import type { Running } from './supervised.js';

const READY_TIMEOUT_MS = 30_000;
const PROBE_TIMEOUT_MS = 2_000;

export interface ServiceProcessOptions {
  service: ServiceDescription;
  url: string;
  nodeFlags?: readonly string[] | undefined;
  env: NodeJS.ProcessEnv;
  logFile: string;
  signal: AbortSignal;
  /**
   * It is started because it died. Then it only has to be alive: it may find the database away or a backlog to work off, and
   * ending a service that is slow to be ready would take away the one that works on it.
   */
  again: boolean;
}

/**
 * Starts a service and waits until it says that it is ready.
 * @throws ServerStartError with the last lines of its log
 */
export async function startService({ service, url, again, ...options }: ServiceProcessOptions): Promise<Running> {
  const launched = await launchNode({
    name: service.name,
    entry: join(service.folder, 'dist', 'main.js'),
    ...options,
  });
  await launched.readyWhen(() => answers(`${url}/health/${again ? 'live' : 'ready'}`), READY_TIMEOUT_MS);
  return { pid: launched.pid, exited: launched.exited, stop: () => launched.stop(SERVICE_ENDING) };
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Not listening yet; the caller waits and gives up in time.
    return false;
  }
}
