import { readFileSync, statSync } from 'node:fs';

interface LogLine {
  time: string;
  level: string;
  msg: string;
}

/** Long enough for a burst at the beginning, when every message at hand fails once. */
const WINDOW_MS = 5_000;
const LOUD = new Set(['warn', 'error', 'fatal']);
/** What Node and the services print when a process gives up. */
const GIVES_UP = /unhandled|uncaught|"level":"fatal"/i;

/** What a service writes to its log from now on. */
export class LogWatch {
  private readonly from: number;

  constructor(private readonly file: string) {
    this.from = statSync(file).size;
  }

  /** Warnings and errors a second, in the loudest {@link WINDOW_MS}. */
  get loudest(): number {
    const times = this.parsed().flatMap(({ time, level }) => (LOUD.has(level) ? [Date.parse(time)] : []));
    const following = times.map((from) => times.filter((time) => time >= from && time < from + WINDOW_MS).length);
    return Math.max(0, ...following) / (WINDOW_MS / 1_000);
  }

  /** Lines that are no log line of ours: a driver that prints by itself. */
  get foreign(): string[] {
    return this.lines().filter((line) => !line.startsWith('{'));
  }

  get givingUp(): string[] {
    return this.lines().filter((line) => GIVES_UP.test(line));
  }

  private lines(): string[] {
    const text = readFileSync(this.file).subarray(this.from).toString('utf8');
    return text.split('\n').filter((line) => line !== '');
  }

  private parsed(): LogLine[] {
    return this.lines().flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as LogLine] : []));
  }
}
