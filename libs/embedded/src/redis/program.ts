import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether it is a Redis or Valkey server that runs on this machine. A bare name is looked up on PATH. */
export async function runsServer(program: string): Promise<boolean> {
  try {
    const { stdout } = await run(program, ['--version']);
    return /^(redis|valkey) server /i.test(stdout);
  } catch {
    // Not there, or not for this machine: both mean no, and the caller has another way.
    return false;
  }
}
