import { join, resolve } from 'node:path';

/** What lies where in the data directory. */
export interface DataDir {
  path: string;
  postgres: string;
  logs: string;
  lock: string;
  processes: string;
  compileCache: string;
  logFile(name: string): string;
}

export function dataDirAt(path: string): DataDir {
  const root = resolve(path);
  const logs = join(root, 'logs');
  return {
    path: root,
    postgres: join(root, 'postgres'),
    logs,
    lock: join(root, 'supervisor.lock'),
    processes: join(root, 'processes.json'),
    compileCache: join(root, 'compile-cache'),
    logFile: (name) => join(logs, `${name}.log`),
  };
}
