import { join } from 'node:path';
import type { K6 } from './find-k6.js';
import { runK6 } from './run-k6.js';

export interface RunAllOptions {
  /** Relative to `folder`. */
  scripts: readonly string[];
  folder: string;
  /** What all scripts are told: where the services are, how large the load is. */
  env: Readonly<Record<string, string>>;
  baseEnv: NodeJS.ProcessEnv;
  /** Gets a log of each script. */
  logFolder: string;
  timeoutMs: number;
  signal?: AbortSignal;
  tell: (line: string) => void;
}

export interface Counted {
  passed: number;
  failed: number;
}

/** Runs one script after the other and tells a line of each; of one that fails, also what k6 said. */
export async function runAll(k6: K6, options: RunAllOptions): Promise<Counted> {
  const { scripts, folder, logFolder, tell, ...run } = options;
  const counted: Counted = { passed: 0, failed: 0 };
  const width = Math.max(...scripts.map((script) => script.length));
  for (const script of scripts) {
    const startedAt = performance.now();
    const logFile = join(logFolder, `${script.replaceAll('/', '-')}.log`);
    const { failure, said } = await runK6(k6, { ...run, script: join(folder, script), logFile });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5);
    counted[failure === undefined ? 'passed' : 'failed'] += 1;
    tell(
      `${failure === undefined ? 'ok   ' : 'FAILS'}  ${script.padEnd(width)}  ${seconds} s${failure ? `  ${failure}` : ''}`,
    );
    if (failure !== undefined) tell(`\n${said}\n`);
  }
  tell(`${counted.passed} passed, ${counted.failed} failed`);
  return counted;
}
