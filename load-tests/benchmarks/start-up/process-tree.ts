import { isAlive, startTimeOf } from '@breakwater/embedded';
import { readdir, readFile } from 'node:fs/promises';

/** One process of the machine, as /proc tells. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  /** Clock ticks since boot: id and start together name a process for ever. */
  startedAt: string;
  command: string;
}

/** Memory in MB of 2^20 bytes. */
export interface ProcessMemory {
  /** Proportional set: shared pages are divided among those who share them, so that sums count nothing twice. */
  pssMb: number;
  rssMb: number;
}

const KB_PER_MB = 1024;
/** USER_HZ is 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;

/** Every process that may be seen. Linux only. */
export async function listProcesses(): Promise<ProcessEntry[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(names.map((name) => readEntry(Number(name))));
  return entries.filter((entry) => entry !== undefined);
}

/** The process, its children, their children and so on. */
export function treeOf(root: number, all: readonly ProcessEntry[]): ProcessEntry[] {
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

/** Undefined when the process is gone. */
export async function memoryOf(pid: number): Promise<ProcessMemory | undefined> {
  const text = await readProc(pid, 'smaps_rollup');
  if (text === undefined) return undefined;
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / KB_PER_MB;
  return { pssMb: field('Pss'), rssMb: field('Rss') };
}

/** The most that it ever held, in MB. */
export async function peakRssMb(pid: number): Promise<number> {
  const text = (await readProc(pid, 'status')) ?? '';
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / KB_PER_MB;
}

/** Whether it is still that process, and not another one with its id. */
export async function isStillAlive({ pid, startedAt }: ProcessEntry): Promise<boolean> {
  return (await startTimeOf(pid)) === startedAt && (await isAlive(pid));
}

/** CPU time used so far by all its threads, in milliseconds. */
export async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readProc(pid, 'stat');
  return stat === undefined ? 0 : statFields(stat).cpuTicks * MS_PER_TICK;
}

/** How a process was started: its arguments and its environment. */
export async function startOf(pid: number): Promise<{ args: string[]; env: Record<string, string> }> {
  const [args = '', env = ''] = await Promise.all([readProc(pid, 'cmdline'), readProc(pid, 'environ')]);
  const pairs = split(env).map((pair): [string, string] => [
    pair.slice(0, pair.indexOf('=')),
    pair.slice(pair.indexOf('=') + 1),
  ]);
  return { args: split(args), env: Object.fromEntries(pairs) };
}

const split = (text: string): string[] => text.split('\0').slice(0, -1);

async function readEntry(pid: number): Promise<ProcessEntry | undefined> {
  const [stat, command] = await Promise.all([readProc(pid, 'stat'), readProc(pid, 'cmdline')]);
  if (stat === undefined) return undefined;
  const { parent, startedAt } = statFields(stat);
  return { pid, parent, startedAt, command: (command ?? '').replaceAll('\0', ' ').trim() };
}

/** See proc(5); the name, in brackets, may itself contain spaces and brackets. */
function statFields(stat: string): { parent: number; startedAt: string; cpuTicks: number } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), startedAt: fields[19] ?? '', cpuTicks: Number(fields[11]) + Number(fields[12]) };
}

async function readProc(pid: number, file: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // ESRCH: it ended between open and read.
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
