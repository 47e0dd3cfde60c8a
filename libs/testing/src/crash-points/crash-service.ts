import { fork } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openTestLog } from '../test-log.js';
import { waitUntil } from '../wait-until.js';
import { compilePackages } from './compile-packages.js';
import type { Crash } from './crash-points.js';
import type { CrashingServiceOptions } from './crashing-service.main.js';

const TIMEOUT_MS = 20_000;

const testing = fileURLToPath(new URL('../..', import.meta.url));

export interface ServiceToCrash {
  /** The app's folder, such as `new URL('..', import.meta.url)` from its tests. */
  folder: URL;
  /** The whole environment of the process. */
  env: Record<string, string>;
  crash: Crash;
}

/**
 * Runs a service as a process of its own until it dies by SIGKILL at a crash point. Compiles it first.
 *
 * @param drive does what takes the service there; gets its URL
 * @throws Error when the service ends otherwise, or does not get there in 20 s; no process is left behind
 */
export async function crashService(
  { folder, env, crash }: ServiceToCrash,
  drive: (url: string) => Promise<unknown>,
): Promise<void> {
  const app = fileURLToPath(folder).replace(/\/$/, '');
  await compilePackages(app, testing);
  const options: CrashingServiceOptions = { dist: pathToFileURL(`${app}/dist`).href, service: basename(app), crash };
  const child = fork(`${testing}/dist/crash-points/crashing-service.main.js`, [JSON.stringify(options)], {
    env: { PORT: '0', LOG_LEVEL: 'warn', ...env },
    execArgv: [],
    stdio: ['ignore', openTestLog(`crashed-${options.service}`) ?? 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  let url: string | undefined;
  child.once('message', (message: { url: string }) => {
    url = message.url;
  });
  const ended = (): boolean => child.signalCode !== null || child.exitCode !== null;
  try {
    await waitUntil(`${options.service} to listen`, () => url !== undefined || ended(), { timeoutMs: TIMEOUT_MS });
    if (url === undefined) throw new Error(`${options.service} ended before it listened: see its log above`);
    await drive(url);
    await waitUntil(`${options.service} to die ${crash.point}`, ended, { timeoutMs: TIMEOUT_MS });
    if (child.signalCode !== 'SIGKILL')
      throw new Error(
        `${options.service} ended with ${child.signalCode ?? child.exitCode} instead of dying ${crash.point}`,
      );
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}
