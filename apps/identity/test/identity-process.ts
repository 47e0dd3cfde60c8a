import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { call, type CallResult, openTestLog, type TestDatabase, waitUntil } from '@breakwater/testing';

const app = fileURLToPath(new URL('..', import.meta.url));

/** A process runs what production runs, so it is compiled first; seconds when nothing changed. */
export function buildIdentity(): void {
  execFileSync('tsc', ['-b', app], { stdio: 'pipe' });
}

/** identity as a process of its own. */
export interface IdentityProcess {
  url: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<CallResult>;
  kill(): Promise<void>;
}

export async function startIdentityProcess(
  database: TestDatabase,
  env: Record<string, string> = {},
): Promise<IdentityProcess> {
  const log = openTestLog('identity-processes');
  const child = spawn(process.execPath, [`${app}/dist/main.js`], {
    env: { PORT: '0', DATABASE_URL: database.url, DATABASE_POOL_SIZE: '5', ...env },
    stdio: ['ignore', 'pipe', log ?? 'ignore'],
  });
  const exited = once(child, 'exit');
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  try {
    const url = await waitUntil(
      'identity to listen',
      () => {
        if (child.exitCode !== null) throw new Error(`identity ended with ${child.exitCode}:\n${output}`);
        return /"url":"(http:[^"]+)","startMs"/.exec(output)?.[1] ?? false;
      },
      { timeoutMs: 20_000 },
    );
    return {
      url,
      call: (method, path, body, headers = {}) => call(url, method, path, { body, headers }),
      kill,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}
