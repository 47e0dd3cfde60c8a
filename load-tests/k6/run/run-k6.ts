import { lastLines, launch } from '@breakwater/embedded';
import type { K6 } from './find-k6.js';

export interface K6RunOptions {
  script: string;
  /** What the script is told. */
  env: Readonly<Record<string, string>>;
  /** What k6 is given besides (PATH …); of its own settings, which would change the script's, nothing is. */
  baseEnv: NodeJS.ProcessEnv;
  /** Gets all that k6 says. */
  logFile: string;
  /** A run that takes longer is ended. */
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface K6Run {
  /** Undefined when every threshold held. */
  failure: string | undefined;
  /** The last lines that k6 said. */
  said: string;
}

const LINES_SHOWN = 40;
/** @see https://github.com/grafana/k6/blob/master/errext/exitcodes/codes.go */
const MEANINGS: Readonly<Record<number, string>> = {
  99: 'a threshold does not hold',
  104: 'an option of the script is wrong',
  105: 'interrupted',
  107: 'the script threw',
  108: 'the script ended the run',
};

/** Runs one script to its end; no process is left behind. @throws ServerStartError, or the signal's reason */
export async function runK6(
  k6: K6,
  { script, env, baseEnv, logFile, timeoutMs, signal }: K6RunOptions,
): Promise<K6Run> {
  signal?.throwIfAborted();
  const launched = await launch({
    name: 'k6',
    command: k6.command,
    // Its REST API would want a port of its own, which two runs at the same time do not have.
    args: ['run', '--quiet', '--no-color', '--address', '', script],
    env: { ...withoutK6Settings(baseEnv), K6_NO_USAGE_REPORT: 'true', ...env },
    logFile,
  });
  const stop = () => void launched.stop([['SIGKILL', 1_000]]);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const { code, signal: killedBy } = await launched.exited;
    signal?.throwIfAborted();
    const said = lastLines(logFile, LINES_SHOWN);
    if (isLate) return { failure: `it took longer than ${timeoutMs / 1_000} s`, said };
    if (killedBy !== null) return { failure: `it was ended by ${killedBy}`, said };
    return { failure: code === 0 ? undefined : `${MEANINGS[code ?? -1] ?? 'k6 failed'} (exit code ${code})`, said };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** K6_VUS, K6_DURATION and others take the place of the script's scenarios; K6_NO_THRESHOLDS has everything hold. */
function withoutK6Settings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('K6_')));
}
