import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export interface CheckResult {
  name: string;
  passed: boolean;
  milliseconds: number;
  /** stdout and stderr as they came, without colours. */
  output: string;
}

/** Runs an npm script of the workspace and collects what it says. It never throws: a script that cannot start has failed. */
export async function runScript(name: string): Promise<CheckResult> {
  const start = performance.now();
  const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const passed = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
  // Some tools take CI for a terminal with colours.
  return { name, passed, milliseconds: performance.now() - start, output: stripVTControlCharacters(output) };
}

/** The result of a check that was left out: it has not passed. */
export function notRun(name: string, reason: string): CheckResult {
  return { name, passed: false, milliseconds: 0, output: reason };
}

/** One line for a check that passed; for one that failed, what it said as well. */
export function describeResult({ name, passed, milliseconds, output }: CheckResult): string {
  const line = `${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${(milliseconds / 1000).toFixed(1).padStart(5)} s`;
  return passed || output.trim() === '' ? line : `${line}\n\n${output.trim()}\n`;
}
