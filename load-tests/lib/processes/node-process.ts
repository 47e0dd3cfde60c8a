import { freePort, launch, waitFor, type EndingStep } from '@breakwater/embedded';
import { fileURLToPath } from 'node:url';
import { answersReady } from './ready.js';

const READY_TIMEOUT_MS = 60_000;
const ENDING: readonly EndingStep[] = [
  ['SIGTERM', 6_000],
  ['SIGKILL', 1_000],
];

export const repository = fileURLToPath(new URL('../../../..', import.meta.url));

export interface NodeServer {
  name: string;
  /** The compiled file. */
  entry: string;
  /** Default: a free one. */
  port?: number;
  flags?: readonly string[];
  args?: (port: number) => string[];
  env?: (port: number) => Record<string, string>;
  logFile: string;
}

export interface RunningNode {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** @throws ServerStartError with the last lines of its log */
export async function startNode({ name, entry, flags, args, env, logFile, ...rest }: NodeServer): Promise<RunningNode> {
  const port = rest.port ?? (await freePort());
  const launched = await launch({
    name,
    command: process.execPath,
    args: [...(flags ?? []), entry, ...(args?.(port) ?? [])],
    env: env?.(port) ?? {},
    logFile,
    ipc: true,
  });
  const url = `http://127.0.0.1:${port}`;
  await launched.readyWhen(() => answersReady(url), READY_TIMEOUT_MS);
  return { url, pid: launched.pid, stop: () => launched.stop(ENDING) };
}

/** Runs a command to its end. @throws ServerStartError with the last lines of its log, also when it ended with an error */
export async function runNode({
  name,
  entry,
  env,
  logFile,
}: Omit<NodeServer, 'args' | 'flags' | 'port'>): Promise<void> {
  const launched = await launch({ name, command: process.execPath, args: [entry], env: env?.(0) ?? {}, logFile });
  let code: number | null | undefined;
  void launched.exited.then((exit) => (code = exit.code));
  await waitFor(() => code !== undefined, { what: `${name} to end`, timeoutMs: READY_TIMEOUT_MS });
  if (code !== 0) throw new Error(`${name} ended with code ${code}; its log is ${logFile}`);
}
