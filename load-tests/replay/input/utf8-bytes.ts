import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { InputError } from './input-error.js';

const NUL = 0;
const NEW_LINE = 0x0a;

interface Signature {
  bytes: readonly number[];
  refusal: (file: string) => InputError;
}

const signatures: readonly Signature[] = [
  { bytes: [0xff, 0xfe], refusal: (file) => utf16(file, 0) },
  { bytes: [0xfe, 0xff], refusal: (file) => utf16(file, 0) },
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    refusal: (file) =>
      new InputError(
        'not-csv',
        `${file} is a spreadsheet or a zip archive, not CSV. Save the sheet as "CSV UTF-8", or unpack the archive.`,
      ),
  },
  {
    bytes: [0x1f, 0x8b],
    refusal: (file) => new InputError('not-csv', `${file} is compressed. Unpack it first: gunzip -k ${file}`),
  },
];

const utf16 = (file: string, offset: number) =>
  new InputError(
    'wrong-encoding',
    `${file} is not UTF-8 but looks like UTF-16 (line 1, byte ${offset}). Nothing was placed. Convert it: iconv -f UTF-16 -t UTF-8 ${file} > utf8.csv`,
  );

/**
 * The file's bytes, in chunks, for as long as they are UTF-8.
 * @throws InputError naming line and byte offset of the first byte that is not, or what the file is instead.
 */
export async function* utf8Bytes(file: string): AsyncGenerator<Buffer> {
  let offset = 0;
  let line = 1;
  let carried: Buffer = Buffer.alloc(0);
  for await (const read of createReadStream(file, { highWaterMark: 64 * 1024 }) as AsyncIterable<Buffer>) {
    if (offset === 0) refuseSignature(file, read);
    const chunk = carried.length === 0 ? read : Buffer.concat([carried, read]);
    const end = chunk.length - unfinishedBytes(chunk);
    const whole = chunk.subarray(0, end);
    refuseOtherEncoding(file, whole, offset, line);
    carried = Buffer.from(chunk.subarray(end));
    offset += end;
    line += count(whole, NEW_LINE);
    if (end > 0) yield whole;
  }
  if (carried.length > 0) refuseOtherEncoding(file, carried, offset, line);
  if (offset === 0) throw new InputError('empty-file', `${file} is empty. Was the download finished?`);
}

function refuseSignature(file: string, start: Buffer): void {
  const known = signatures.find(({ bytes }) => bytes.every((byte, index) => start[index] === byte));
  if (known) throw known.refusal(file);
}

function refuseOtherEncoding(file: string, chunk: Buffer, offset: number, line: number): void {
  const nul = chunk.indexOf(NUL);
  if (nul >= 0) throw utf16(file, offset + nul);
  if (isUtf8(chunk)) return;
  const bad = firstBadByte(chunk);
  const badLine = line + count(chunk.subarray(0, bad), NEW_LINE);
  throw new InputError(
    'wrong-encoding',
    `${file} is not UTF-8: line ${badLine}, byte ${offset + bad} is 0x${chunk[bad]?.toString(16).padStart(2, '0')}. ` +
      `It is probably Latin-1 or Windows-1252. Nothing was placed. Convert it: iconv -f WINDOWS-1252 -t UTF-8 ${file} > utf8.csv`,
  );
}

/** How many bytes at the end begin a character that the next chunk has to finish: 0 to 3. */
function unfinishedBytes(chunk: Buffer): number {
  for (let back = 1; back <= Math.min(3, chunk.length); back += 1) {
    const byte = chunk[chunk.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** By halving: the longest beginning that is UTF-8, up to a character that a longer beginning would have finished. */
function firstBadByte(chunk: Buffer): number {
  let good = 0;
  let bad = chunk.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const start = chunk.subarray(0, middle);
    if (isUtf8(start.subarray(0, middle - unfinishedBytes(start)))) good = middle;
    else bad = middle;
  }
  const start = chunk.subarray(0, good);
  return good - unfinishedBytes(start);
}

function count(bytes: Buffer, byte: number): number {
  let found = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found += 1;
  return found;
}
