import { Readable } from 'node:stream';
import { CsvError, parse, type Info } from 'csv-parse';
import { countryCode } from '../rules/countries.js';
import { columns, readHeader, type Column, type CsvLine, type RawFields } from './columns.js';
import { InputError } from './input-error.js';
import { endsWithNewLine, hasLineAfter, offsetOfLine } from './places.js';
import { utf8Bytes } from './utf8-bytes.js';

/** Far above any real record; a quote that is never closed must not swallow the rest of the file into memory. */
const MAX_RECORD_CHARACTERS = 64 * 1024;

/**
 * The file's records in their order, one at a time, in bounded memory.
 * @throws InputError when the file is no complete Online Retail CSV in UTF-8, naming line, byte offset and the way out.
 */
export async function* readLines(file: string): AsyncGenerator<CsvLine> {
  const parser = Readable.from(utf8Bytes(file), { objectMode: false }).compose<ReturnType<typeof parse>>(
    parse({
      bom: true,
      info: true,
      record_delimiter: ['\r\n', '\n'],
      skip_empty_lines: true,
      max_record_size: MAX_RECORD_CHARACTERS,
    }),
  );
  let places: Record<Column, number> | undefined;
  let last: CsvLine | undefined;
  let nextLine = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const line = info.lines - newLinesIn(record);
      nextLine = info.lines + 1;
      if (places === undefined) {
        places = readHeader(record);
        continue;
      }
      last = { line, fields: toFields(record, places) };
      yield last;
    }
  } catch (error) {
    throw error instanceof CsvError ? await brokenRecord(file, error, nextLine) : error;
  }
  if (last === undefined) throw new InputError('empty-file', `${file} has no line after its header. Was it cut off?`);
  if (!(await endsWithNewLine(file))) await refuseCutOffEnd(file, last);
}

function toFields(record: readonly string[], places: Record<Column, number>): RawFields {
  return Object.fromEntries(columns.map((name) => [name, record[places[name]] ?? ''])) as RawFields;
}

function newLinesIn(record: readonly string[]): number {
  let found = 0;
  for (const field of record) if (field.includes('\n')) found += field.split('\n').length - 1;
  return found;
}

/** A last line without an end may be whole, or cut inside its last field: then that is no country. */
async function refuseCutOffEnd(file: string, last: CsvLine): Promise<void> {
  if (countryCode(last.fields.Country.trim()) !== undefined) return;
  throw new InputError(
    'cut-off',
    `${file} is cut off: its last line, ${last.line} (from byte ${await offsetOfLine(file, last.line)}), has no line end and its ` +
      `country is ${JSON.stringify(last.fields.Country)}. Nothing was placed. Get the whole file, or remove that line.`,
  );
}

async function brokenRecord(file: string, error: CsvError, line: number): Promise<InputError> {
  const fields = Array.isArray(error['record']) ? error['record'].length : undefined;
  const [what, wayOut] = describe(error, fields);
  const place = `line ${line} (from byte ${await offsetOfLine(file, line)})`;
  const tooManyFields = fields !== undefined && fields > columns.length;
  if (!tooManyFields && !(await hasLineAfter(file, Number(error['lines'])))) {
    const message = `${file} is cut off: its end, ${place}, ${what}. Nothing was placed. Get the whole file, or remove that line.`;
    return new InputError('cut-off', message, { cause: error });
  }
  return new InputError('broken-record', `${file}, ${place} ${what}. Nothing was placed. ${wayOut}`, { cause: error });
}

function describe(error: CsvError, fields: number | undefined): [what: string, wayOut: string] {
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return [
        `has ${fields} fields instead of ${columns.length}`,
        'Put a field that contains a comma in double quotes.',
      ];
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return ['opens a double quote that is never closed', 'Close it, or write a quote inside a quoted field twice.'];
    default:
      return [
        `has a double quote in the wrong place (${error.message})`,
        'Put the whole field in quotes and write the quote inside twice.',
      ];
  }
}
