import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/** The service as a process of its own, as production runs it. */
export interface ChildService {
  /** SIGKILL: nothing of it gets another turn. */
  kill(): Promise<void>;
}

/** Compiles the package first; that takes a moment when nothing changed. */
export function startChildService(env: Record<string, string>): ChildService {
  execFileSync('tsc', ['-b', packageFolder], { stdio: 'pipe' });
  const child = spawn(process.execPath, [`${packageFolder}/dist/main.js`], {
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'warn', ...env },
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
