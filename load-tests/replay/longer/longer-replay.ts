import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { result, type Result } from '../../lib/results/result.js';
import type { Survey } from '../catalogue/survey.js';
import type { ReplayOptions } from '../options.js';
import { periodOf, repeatFile } from './repeat-file.js';

/**
 * Replays a file `times` as long, in a process of its own, so that its peak memory is its own.
 * @param main the program to run
 * @returns undefined when it came to no result, which it then has said itself
 */
export async function replayLonger(
  main: string,
  options: ReplayOptions,
  times: number,
  seen: Survey,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-longer-'));
  try {
    const file = join(folder, 'longer.csv');
    const resultFile = join(folder, 'result.json');
    await repeatFile(options.file, times, periodOf(seen.firstAt, seen.lastAt), file);
    const replayed = {
      file,
      result: resultFile,
      'lines-file': join(folder, 'lines.jsonl'),
      speed: options.speed,
      'stock-share': options.stockShare,
      concurrency: options.concurrency,
      'stall-seconds': options.stallMs / 1000,
      ...Object.fromEntries(Object.entries(options.urls).map(([service, url]) => [`${service}-url`, url])),
    };
    const args = Object.entries(replayed).flatMap(([option, value]) => [`--${option}`, String(value)]);
    const credentials = {
      ADMIN_EMAIL: options.admin.email,
      ADMIN_PASSWORD: options.admin.password,
      REPLAY_CUSTOMER_PASSWORD: options.customerPassword,
    };
    const child = spawn(process.execPath, [...process.execArgv, main, ...args], {
      stdio: 'inherit',
      env: { ...env, ...credentials },
    });
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    signal.removeEventListener('abort', stop);
    // 0 and 1: it came to its end and wrote a result.
    if (code !== 0 && code !== 1) return undefined;
    return result.parse(JSON.parse(await readFile(resultFile, 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
