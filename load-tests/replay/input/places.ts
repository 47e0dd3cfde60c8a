import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { InputError } from './input-error.js';

const NEW_LINE = 0x0a;
const RETURN = 0x0d;

/** Byte offset at which a line begins. Reads the file from its start: for messages only. */
export async function offsetOfLine(file: string, line: number): Promise<number> {
  let current = 1;
  let offset = 0;
  if (line <= 1) return 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(NEW_LINE); at >= 0; at = chunk.indexOf(NEW_LINE, at + 1)) {
      current += 1;
      if (current === line) return offset + at + 1;
    }
    offset += chunk.length;
  }
  return offset;
}

/** Whether anything but line ends follows the given line. Reads the file from its start: for messages only. */
export async function hasLineAfter(file: string, line: number): Promise<boolean> {
  const start = await offsetOfLine(file, line + 1);
  for await (const chunk of createReadStream(file, { start }) as AsyncIterable<Buffer>) {
    if (chunk.some((byte) => byte !== NEW_LINE && byte !== RETURN)) return true;
  }
  return false;
}

export async function endsWithNewLine(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return bytesRead === 1 && buffer[0] === NEW_LINE;
  } finally {
    await handle.close();
  }
}

/**
 * Changes when the file does: both passes must read the same lines.
 * @throws InputError for what cannot be read twice
 */
export async function fingerprint(file: string): Promise<string> {
  let found;
  try {
    found = await stat(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    throw new InputError('not-readable', `Cannot read ${file}: ${reason}.`, { cause: error });
  }
  if (!found.isFile()) {
    throw new InputError(
      'not-readable',
      `${file} is no ordinary file, and the replay reads it twice. Save it to a file first.`,
    );
  }
  return `${found.size} bytes, ${found.mtimeMs}`;
}
