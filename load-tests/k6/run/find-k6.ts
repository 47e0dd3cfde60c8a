import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { OptionError } from '../../lib/command/command.js';

const run = promisify(execFile);
/** The first run of a wrapper may fetch the program. */
const ANSWERS_WITHIN_MS = 300_000;

/** Exit code of a command that could not check anything, for want of k6. */
export const NOT_CHECKED = 3;

export const HOW_TO_INSTALL = `k6 is not there, so nothing was checked. Install it (brew install k6, winget install k6, or the packages of
https://grafana.com/docs/k6/latest/set-up/install-k6/), or say where it is: K6=/path/to/k6. See load-tests/k6/README.md.`;

export interface K6 {
  command: string;
  /** `k6 v1.8.1 (go1.25, linux/amd64)` */
  version: string;
}

/**
 * The k6 that the variable K6 names, else the one on the PATH.
 * @returns undefined when K6 is not set and there is none on the PATH
 * @throws OptionError when what K6 names is not there, or is no k6
 */
export async function findK6(env: NodeJS.ProcessEnv): Promise<K6 | undefined> {
  const named = env['K6'] === '' ? undefined : env['K6'];
  const command = named ?? 'k6';
  let version: string;
  try {
    const { stdout } = await run(command, ['version'], { env, timeout: ANSWERS_WITHIN_MS });
    version = stdout.trim().split('\n')[0] ?? '';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (named === undefined && code === 'ENOENT') return undefined;
    throw new OptionError(`K6 must name k6, but ${command} version fails: ${message.trim()}`);
  }
  if (!/^k6 v\d/.test(version)) throw new OptionError(`K6 must name k6, but ${command} version says "${version}".`);
  return { command, version };
}
