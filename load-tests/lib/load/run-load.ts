import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlowFailedError, GeneratorDiedError, LoadInterruptedError } from './errors.js';
import type { GeneratorMessage, JobMessage } from './generator-channel.js';
import { checkJob, type LoadJob } from './job.js';
import type { LoadResult, SecondOfLoad } from './load-result.js';

/** Enough for an error with its stack. */
const LAST_WORDS = 4_000;

export interface LoadRunOptions {
  /** Ends the run, and its process with it. */
  signal?: AbortSignal;
  /** Gets each second when it is over. */
  onProgress?: (second: SecondOfLoad) => void;
}

/**
 * Puts a load on a system from a process of its own, and returns when the last arrival has ended. Look at `kept` before
 * anything else in the result. No process is left behind, however it ends.
 *
 * @throws InvalidLoadJobError, RemoteTargetError, FlowFailedError, GeneratorDiedError, LoadInterruptedError
 */
export async function runLoad(wanted: LoadJob, { signal, onProgress }: LoadRunOptions = {}): Promise<LoadResult> {
  const job = checkJob(wanted);
  if (signal?.aborted) throw new LoadInterruptedError(signal.reason);
  const child = fork(compiledGenerator(), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C in a terminal reaches the caller alone, who decides what ends when.
    detached: true,
  });
  const closed = once(child, 'close');
  const interrupt = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    const said = await converse(child, { job }, onProgress);
    if (said.kind === 'result') return said.result;
    throw new FlowFailedError(job.flow, said.why);
  } catch (error) {
    throw signal?.aborted ? new LoadInterruptedError(signal.reason) : error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    child.kill('SIGKILL');
    await closed;
  }
}

type LastMessage = Exclude<GeneratorMessage, { kind: 'second' }>;

function converse(
  child: ChildProcess,
  message: JobMessage,
  onSecond: ((second: SecondOfLoad) => void) | undefined,
): Promise<LastMessage> {
  return new Promise((resolve, reject) => {
    let lastWords = '';
    child.stderr?.on('data', (text: Buffer) => (lastWords = (lastWords + text.toString()).slice(-LAST_WORDS)));
    child.once('error', (error) => reject(new GeneratorDiedError(error.message, lastWords)));
    child.once('close', (code, killedBy) =>
      reject(
        new GeneratorDiedError(killedBy ? `it was ended by ${killedBy}` : `it ended with code ${code}`, lastWords),
      ),
    );
    child.on('message', (said: GeneratorMessage) => {
      if (said.kind === 'second') onSecond?.(said.second);
      else resolve(said);
    });
    // An error here is that of a process that has ended, which `close` tells better.
    child.send(message, () => undefined);
  });
}

/** Also when this is run from its sources: a process needs what is compiled. */
function compiledGenerator(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory);
  return join(directory, 'dist', 'lib', 'load', 'generator.main.js');
}
