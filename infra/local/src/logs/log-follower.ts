import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { logFilesIn } from '../log-files.js';
import { type LogLine, parseLogLine } from './log-line.js';

const NEWLINE = 10;

/** Reads one correlation id's lines out of all logs in a folder; each read goes on where the one before stopped. */
export class LogFollower {
  private readonly offsets = new Map<string, number>();

  constructor(
    private readonly folder: string,
    private readonly correlationId: string,
  ) {}

  /** The new lines of all services, in the order of their time. */
  async read(): Promise<LogLine[]> {
    const found = await Promise.all(logFilesIn(this.folder).map((file) => this.readFile(file)));
    return found.flat().toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  }

  private async readFile(file: string): Promise<LogLine[]> {
    const known = this.offsets.get(file) ?? 0;
    const { size } = await stat(file);
    // Shorter than before: it was set aside and begun anew.
    let offset = size < known ? 0 : known;
    const lines: LogLine[] = [];
    let rest = Buffer.alloc(0);
    for await (const chunk of createReadStream(file, { start: offset })) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
        const text = rest.toString('utf8', 0, end);
        rest = rest.subarray(end + 1);
        offset += end + 1;
        const line = text.includes(this.correlationId) ? parseLogLine(text) : undefined;
        if (line?.correlationId === this.correlationId) lines.push(line);
      }
    }
    this.offsets.set(file, offset);
    return lines;
  }
}
