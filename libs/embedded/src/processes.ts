import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { waitFor } from './wait-for.js';

const run = promisify(execFile);

/** Whether the process exists; a zombie that nobody has reaped counts as gone. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
  const stat = await readProc(pid, 'stat');
  // Without an entry it ended since the signal; elsewhere than on Linux nothing has one.
  if (stat === undefined) return process.platform !== 'linux';
  return statFields(stat)[0] !== 'Z';
}

/**
 * When the process started, in the system's own words; undefined when it does not exist. Process ids are used again, the
 * pair of id and start is not: equal pairs prove that it is the same process.
 */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readProc(pid, 'stat');
  // Field 22 of proc(5): clock ticks since boot. The first two fields are cut off with the name.
  if (stat !== undefined) return statFields(stat)[19];
  if (process.platform === 'linux') return undefined;
  return (await ps(pid, 'lstart=')) || undefined;
}

/** The command line with its arguments separated by spaces; empty when the process does not exist. */
export async function commandLineOf(pid: number): Promise<string> {
  const raw = await readProc(pid, 'cmdline');
  if (raw !== undefined) return raw.replaceAll('\0', ' ').trim();
  return process.platform === 'linux' ? '' : ps(pid, 'command=');
}

/** Every process of the machine that this user may see, with its command line. */
export async function listProcesses(): Promise<{ pid: number; commandLine: string }[]> {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    return Promise.all(pids.map(async (pid) => ({ pid, commandLine: await commandLineOf(pid) })));
  }
  const { stdout } = await run('ps', ['-axo', 'pid=,command=']);
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), commandLine: match[2] ?? '' }] : [];
  });
}

/** Sends the signal; a process that is gone already is no error. Returns whether it was there. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return false;
    throw error;
  }
}

/** One step of ending a process: the signal, and how long to wait for its effect. */
export type EndingStep = readonly [signal: NodeJS.Signals, graceMs: number];

/** Signals in order until the process is gone. @throws WaitTimeoutError when even the last one did not end it. */
export async function endProcess(pid: number, steps: readonly EndingStep[]): Promise<void> {
  for (const [index, [signal, graceMs]] of steps.entries()) {
    if (!signalProcess(pid, signal)) return;
    const gone = waitFor(async () => !(await isAlive(pid)), { what: `process ${pid} to end`, timeoutMs: graceMs });
    if (index === steps.length - 1) await gone;
    else if (await gone.catch(() => false)) return;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

async function readProc(pid: number, file: 'stat' | 'cmdline'): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    // ESRCH: the process ended between open and read.
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ESRCH')) return undefined;
    throw error;
  }
}

/** The fields from the third (state) on; the second, the name, may contain spaces and brackets. */
function statFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function ps(pid: number, format: string): Promise<string> {
  try {
    return (await run('ps', ['-o', format, '-p', String(pid)])).stdout.trim();
  } catch (error) {
    // ps exits with 1 when there is no such process.
    if ((error as { code?: unknown }).code === 1) return '';
    throw error;
  }
}
