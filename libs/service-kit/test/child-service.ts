import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** A child process runs what production runs, so the package is compiled first; seconds when nothing changed. */
export function buildPackage(): void {
  execFileSync('tsc', ['-b', packageFolder], { stdio: 'pipe' });
}

export interface LogLine {
  msg: string;
  [field: string]: unknown;
}

/** `slow-service.mjs` as a process of its own. */
export class ChildService {
  readonly lines: LogLine[] = [];
  stderr = '';
  private readonly exited: Promise<unknown[]>;

  private constructor(readonly process: ChildProcess) {
    this.exited = once(process, 'exit');
    let rest = '';
    process.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines.map((line) => JSON.parse(line) as LogLine));
    });
    process.stderr?.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
  }

  static spawn(env: Record<string, string> = {}, nodeOptions: string[] = []): ChildService {
    const program = fileURLToPath(new URL('slow-service.mjs', import.meta.url));
    return new ChildService(
      spawn(process.execPath, [...nodeOptions, program], {
        env: { PATH: process.env['PATH'], PORT: '0', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  line(message: string): LogLine | undefined {
    return this.lines.find(({ msg }) => msg === message);
  }

  get url(): string {
    return String(this.line('listening')?.['url']);
  }

  /** The exit code, or `null` when a signal killed it. */
  async exitCode(): Promise<unknown> {
    const [code] = await this.exited;
    return code;
  }

  /** For afterEach: leaves no process behind. */
  async end(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGKILL');
    }
    await this.exited;
  }
}
