import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { runsServer } from './program.js';

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 300_000;

/** A way to install a server for the whole system, which is done only with consent. */
export interface SystemInstall {
  /** What to type to do it by hand. */
  line: string;
  commands: readonly (readonly [string, ...string[]])[];
  /** Without anybody to ask (no terminal): whether it may be done all the same. */
  allowedUnasked: boolean;
}

/** The package manager's way on this machine, if it has one that is known here. */
export async function systemInstall(): Promise<SystemInstall | undefined> {
  const isRoot = userInfo().uid === 0;
  if (await has('apt-get')) {
    const sudo: string[] = isRoot ? [] : ['sudo'];
    const apt = (...args: string[]): [string, ...string[]] => [...sudo, 'apt-get', ...args] as [string, ...string[]];
    return {
      line: `${isRoot ? '' : 'sudo '}apt-get install -y redis-server`,
      commands: [apt('update', '-qq'), apt('install', '-y', '-qq', '--no-install-recommends', 'redis-server')],
      allowedUnasked: isRoot,
    };
  }
  // Homebrew refuses to run as root.
  if (!isRoot && (await has('brew'))) {
    return { line: 'brew install valkey', commands: [['brew', 'install', '--quiet', 'valkey']], allowedUnasked: false };
  }
  return undefined;
}

async function has(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

/** Runs it. @returns why it failed, or undefined when there is a server on PATH now */
export async function installForSystem(install: SystemInstall, names: readonly string[]): Promise<string | undefined> {
  try {
    for (const [command, ...args] of install.commands) await run(command, args, { timeout: INSTALL_TIMEOUT_MS });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return stderr?.trim().split('\n').at(-1) || message;
  }
  const found = await Promise.all(names.map(runsServer));
  return found.includes(true) ? undefined : 'it installed no server that is on PATH';
}
