import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A service as a process of its own, as production runs it. */
export interface ChildService {
  /** SIGKILL: nothing of it gets another turn. */
  kill(): Promise<void>;
}

/**
 * Starts an app's main.js on a free port. Compiles the app first; that takes a moment when nothing changed.
 *
 * @param packageFolder the app's folder, such as `new URL('..', import.meta.url)` from its tests
 * @param env the whole environment of the process
 */
export function startChildService(packageFolder: URL, env: Record<string, string>): ChildService {
  const folder = fileURLToPath(packageFolder);
  execFileSync('tsc', ['-b', folder], { stdio: 'pipe' });
  const child = spawn(process.execPath, [`${folder}/dist/main.js`], {
    env: { PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  return {
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
