import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 8_192;

/** The last lines of a file, read from its end; empty when there is no such file. */
export function lastLines(file: string, count: number): string {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    // Asked for while reporting another failure, where a missing log must not hide that one.
    return '';
  }
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-count).join('\n');
  } finally {
    closeSync(fd);
  }
}
