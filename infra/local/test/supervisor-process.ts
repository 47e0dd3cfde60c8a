import { waitFor } from '@breakwater/embedded';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

const LONGEST_START_MS = 60_000;

/** A supervisor that runs as a process, and what it has said. */
export class SupervisorProcess {
  output = '';
  /** The exit code; null after a signal. */
  readonly exited: Promise<number | null>;
  ended = false;

  constructor(private readonly child: ChildProcessByStdio<null, Readable, Readable>) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.exited = new Promise((resolve) => {
      child.once('close', (code) => {
        this.ended = true;
        resolve(code);
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until it has said the text `times` times. */
  async says(text: string, times = 1): Promise<void> {
    const said = () => {
      if (this.output.split(text).length > times) return true;
      if (this.ended) throw new Error(`The supervisor ended without saying "${text}":\n${this.output}`);
      return false;
    };
    try {
      await waitFor(said, { what: `"${text}"`, timeoutMs: LONGEST_START_MS });
    } catch (error) {
      throw new Error(`${(error as Error).message} It said:\n${this.output}`, { cause: error });
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks it to close, and waits until it has. @returns the exit code */
  async stop(): Promise<number | null> {
    if (!this.ended) this.signal('SIGINT');
    return this.exited;
  }
}
