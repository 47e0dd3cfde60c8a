import { lastLines, launch, type EndingStep, type LaunchedProcess } from '@breakwater/embedded';
import { basename } from 'node:path';
import { CommandFailedError, StoppedError } from './errors.js';

const followParent = new URL(`./follow-parent.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url).href;

/** Small heaps: the whole shop shares a laptop (172 to 132 MB a service). */
const MEMORY_FLAGS = ['--max-semi-space-size=2', '--max-old-space-size=128'];

/** A little less than the 5 s in which everything is to be gone. */
export const SERVICE_ENDING: readonly EndingStep[] = [
  ['SIGTERM', 3_500],
  ['SIGKILL', 1_000],
];

const COMMAND_ENDING: readonly EndingStep[] = [
  ['SIGTERM', 1_000],
  ['SIGKILL', 1_000],
];

export interface NodeProcessOptions {
  name: string;
  /** The compiled file to run. */
  entry: string;
  /** Flags of Node instead of those for small heaps. */
  nodeFlags?: readonly string[] | undefined;
  env: NodeJS.ProcessEnv;
  logFile: string;
  signal: AbortSignal;
}

/** Runs a file of ours in a process that ends when this one does. */
export function launchNode({
  entry,
  nodeFlags = MEMORY_FLAGS,
  ...options
}: NodeProcessOptions): Promise<LaunchedProcess> {
  return launch({
    ...options,
    command: process.execPath,
    args: [...nodeFlags, '--import', followParent, entry],
    ipc: true,
  });
}

/**
 * Runs a command (migrate, seed) to its end.
 * @throws CommandFailedError with the last lines of its output
 */
export async function runToEnd(options: NodeProcessOptions): Promise<void> {
  const { signal: stopping } = options;
  if (stopping.aborted) throw new StoppedError();
  const command = await launchNode(options);
  const abort = () => void command.stop(COMMAND_ENDING);
  stopping.addEventListener('abort', abort, { once: true });
  // It may have been aborted while the process was being launched.
  if (stopping.aborted) abort();
  const { code, signal } = await command.exited;
  stopping.removeEventListener('abort', abort);
  if (stopping.aborted) throw new StoppedError();
  if (code === 0) return;
  const how = signal ? `it was ended by ${signal}` : `${basename(options.entry)} ended with code ${code}`;
  throw new CommandFailedError(options.name, how, options.logFile, lastLines(options.logFile, 12));
}
