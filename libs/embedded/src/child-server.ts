import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { ServerStartError } from './errors.js';
import { lastLines } from './log-file.js';
import { endProcess, type EndingStep } from './processes.js';
import { waitFor } from './wait-for.js';

/** Enough for a stack trace with the error above it. */
const LOG_LINES_SHOWN = 20;

/** How a process ended: one of the two is set. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A server that runs as a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Settles once, when the process has ended, for whatever reason; never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends the process, gently first; returns when it is gone. May be called again. */
  stop(): Promise<void>;
}

export interface LaunchOptions {
  /** For messages: "PostgreSQL". */
  name: string;
  command: string;
  args: readonly string[];
  /** Gets stdout and stderr, appended. A file and not a pipe, so that the server outlives a killed parent unharmed. */
  logFile: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** Opens an IPC channel, whose end tells the child that its parent is gone. */
  ipc?: boolean;
  /** Gives up waiting for the server to be ready, and ends it. */
  signal?: AbortSignal;
}

export interface LaunchedProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  stop(steps: readonly EndingStep[]): Promise<void>;
  /**
   * Waits for the condition. When it does not come true in time, or the process ends first, the process is ended.
   * @throws ServerStartError with the last lines of the log
   */
  readyWhen(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void>;
}

/**
 * Starts a process in a group of its own (a Ctrl-C in the terminal reaches the parent alone, which decides the order).
 * @throws ServerStartError when the program cannot be started at all.
 */
export async function launch(options: LaunchOptions): Promise<LaunchedProcess> {
  const { name, command, args, logFile, ipc, signal: abort, ...where } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  let child: ChildProcess;
  try {
    child = spawn(command, args, {
      ...where,
      detached: true,
      stdio: ['ignore', log, log, ...(ipc ? ['ipc' as const] : [])],
    });
  } finally {
    closeSync(log);
  }
  const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new ServerStartError(name, error.message, logFile, '')));
  });
  const pid = child.pid;
  if (pid === undefined) throw new ServerStartError(name, 'it has no process id', logFile, '');

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async (steps: readonly EndingStep[]) => {
    if (!hasEnded()) await endProcess(pid, steps);
    await exited;
  };
  const ready = async (condition: () => boolean | Promise<boolean>) => {
    abort?.throwIfAborted();
    const { exitCode, signalCode } = child;
    if (hasEnded()) throw new Error(signalCode ? `it was ended by ${signalCode}` : `it ended with code ${exitCode}`);
    return condition();
  };

  return {
    child,
    pid,
    exited,
    stop,
    async readyWhen(condition, timeoutMs) {
      try {
        await waitFor(() => ready(condition), { what: `${name} to be ready`, timeoutMs, everyMs: 10 });
      } catch (error) {
        await stop([['SIGKILL', 1_000]]);
        throw new ServerStartError(name, (error as Error).message, logFile, lastLines(logFile, LOG_LINES_SHOWN));
      }
    },
  };
}
