import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
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
  // Counted here: csv-parse takes a CRLF inside quotes for two lines.
  let nextLine = 1;
  let emptyLines = 0;
  const source = Readable.from(utf8Bytes(file), { objectMode: false });
  const parser = source.pipe(
    parse({
      bom: true,
      record_delimiter: ['\r\n', '\n'],
      skip_empty_lines: true,
      max_record_size: MAX_RECORD_CHARACTERS,
      on_record(record, { empty_lines: empty }) {
        const line = nextLine + empty - emptyLines;
        nextLine = line + 1 + newLinesIn(record);
        emptyLines = empty;
        return [String(line), ...record];
      },
    }),
  );
  source.once('error', (error) => parser.destroy(error));
  let places: Record<Column, number> | undefined;
  let last: CsvLine | undefined;
  try {
    for await (const [line, ...record] of parser as AsyncIterable<string[]>) {
      if (places === undefined) {
        places = readHeader(record);
        continue;
      }
      last = { line: Number(line), fields: toFields(record, places) };
      yield last;
    }
  } catch (error) {
    throw error instanceof CsvError
      ? await brokenRecord(file, error, nextLine + Number(error['empty_lines'] ?? emptyLines) - emptyLines)
      : error;
  } finally {
    // Also when whoever reads has had enough.
    source.destroy();
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

/** @param line where the record begins that could not be read */
async function brokenRecord(file: string, error: CsvError, line: number): Promise<InputError> {
  const record = Array.isArray(error['record']) ? (error['record'] as string[]) : undefined;
  const [what, wayOut] = describe(error, record?.length);
  const place = `line ${line} (from byte ${await offsetOfLine(file, line)})`;
  if (await isCutOff(file, error, line, record)) {
    const message = `${file} is cut off: its end, ${place}, ${what}. Nothing was placed. Get the whole file, or remove that line.`;
    return new InputError('cut-off', message, { cause: error });
  }
  return new InputError('broken-record', `${file}, ${place} ${what}. Nothing was placed. ${wayOut}`, { cause: error });
}

/** A record with too little in it, and nothing after it. */
async function isCutOff(file: string, error: CsvError, line: number, record: string[] | undefined): Promise<boolean> {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return true;
  if (record === undefined || record.length > columns.length) return false;
  return !(await hasLineAfter(file, line + newLinesIn(record)));
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
        `has a double quote in the wrong place`,
        'Put the whole field in quotes and write the quote inside twice.',
      ];
  }
}
