import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, csv, goodFields, writeCsv } from '../../test/replay/csv.js';
import { columns, type CsvLine } from './columns.js';
import { InputError } from './input-error.js';
import { fingerprint } from './places.js';
import { readLines } from './read-lines.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Buffer): Promise<CsvLine[]> {
  return collect(readLines(await writeCsv(folder, content)));
}

async function refusal(content: string | Buffer): Promise<InputError> {
  const error: unknown = await read(content).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`, { cause: error });
  return error;
}

const header = columns.join(',');
const two = csv([{}, { InvoiceNo: '600002' }]);
const startOfLine3 = two.indexOf('600002');

describe('a file in the data set’s form', () => {
  it('is read line by line, as it is written', async () => {
    expect(await read(two)).toEqual([
      { line: 2, fields: goodFields },
      { line: 3, fields: { ...goodFields, InvoiceNo: '600002' } },
    ]);
  });

  it('may end its lines in either way', async () => {
    expect(await read(csv([{}], '\n'))).toHaveLength(1);
    expect(await read(`${header}\r\n${csv([{}], '\n').split('\n')[1]}\n`)).toHaveLength(1);
  });

  it('may have a byte order mark, quotes, commas and line ends in fields, and empty lines', async () => {
    const lines = await read(
      `\uFEFF${csv([{ Description: 'LETTER "M", RED' }, { Description: 'TEA\r\nPOT' }])}\r\n${two.split('\r\n')[1]}\r\n`,
    );
    expect(lines.map(({ line, fields }) => [line, fields.Description])).toEqual([
      [2, 'LETTER "M", RED'],
      [3, 'TEA\r\nPOT'],
      [6, goodFields.Description],
    ]);
  });

  it('keeps white space and characters beyond ASCII', async () => {
    const [line] = await read(csv([{ Description: ' CAFÉ £ ☕ ' }]));
    expect(line?.fields.Description).toBe(' CAFÉ £ ☕ ');
  });

  it('may have its columns in another order', async () => {
    const [line] = await read(
      `Country,${columns.slice(0, 7).join(',')}\nFrance,600001,10001,TEAPOT,6,12/1/2010 8:26,2.55,90001\n`,
    );
    expect(line?.fields).toMatchObject({ Country: 'France', InvoiceNo: '600001', CustomerID: '90001' });
  });

  it('reads characters that lie across two chunks', async () => {
    const long = csv(
      Array.from({ length: 3000 }, (_, index) => ({ Description: `${'x'.repeat(index % 7)}☕☕☕☕☕☕☕☕` })),
    );
    const lines = await read(long);
    expect(lines).toHaveLength(3000);
    expect(lines.every(({ fields }) => fields.Description.endsWith('☕☕☕☕☕☕☕☕'))).toBe(true);
  });

  it('may miss the line end of its last line when that is whole', async () => {
    expect(await read(two.trimEnd())).toHaveLength(2);
  });
});

describe('a file that was cut off', () => {
  it.each([
    ['inside its last field', two.trimEnd().slice(0, -3)],
    ['in the middle of a line', two.slice(0, startOfLine3 + 30)],
    ['after an invoice number', two.slice(0, startOfLine3 + 6)],
    ['inside quotes', `${two.slice(0, startOfLine3)}600002,10001,"TEA`],
    [
      'inside a character',
      Buffer.from(csv([{}, { Description: 'CAFÉ' }])).subarray(0, Buffer.byteLength(csv([{}])) + 18),
    ],
  ])('%s is refused, with line, byte and the way out', async (_, content) => {
    const error = await refusal(content);
    expect(error.message).toMatch(/line,? 3/);
    expect(error.message).toMatch(/byte \d+/);
    expect(error.code).toMatch(/cut-off|wrong-encoding/);
  });

  it('names the byte at which the broken line begins', async () => {
    const { message, code } = await refusal(two.slice(0, startOfLine3 + 30));
    expect(code).toBe('cut-off');
    expect(message).toContain(`line 3 (from byte ${startOfLine3})`);
    expect(message).toContain('Nothing was placed');
    expect(message).toContain('Get the whole file');
  });

  it.each([
    ['', 'empty-file'],
    [header, 'empty-file'],
    [header.slice(0, 30), 'wrong-header'],
  ])('after %j is %s', async (content, code) => {
    expect((await refusal(content)).code).toBe(code);
  });
});

describe('a broken line in the middle', () => {
  const after = two.slice(two.indexOf('\r\n') + 2);

  it.each([
    ['too few fields', '600001,10001,TEAPOT', 'has 3 fields instead of 8'],
    [
      'too many fields',
      '600001,10001,TEAPOT, RED,6,2010-12-01 08:26:00,2.55,90001,France',
      'has 9 fields instead of 8',
    ],
    [
      'a quote in an unquoted field',
      '600001,10001,FRAME 7" RED,6,2010-12-01 08:26:00,2.55,90001,France',
      'a double quote in the wrong place',
    ],
    [
      'text after a quoted field',
      '600001,10001,"FRAME" RED,6,2010-12-01 08:26:00,2.55,90001,France',
      'a double quote in the wrong place',
    ],
  ])('with %s is refused', async (_, line, says) => {
    const { code, message } = await refusal(`${header}\r\n${line}\r\n${after}`);
    expect(code).toBe('broken-record');
    expect(message).toContain('line 2 (from byte 83)');
    expect(message).toContain(says);
  });

  it('with an open quote is found before it swallows the rest of the file', async () => {
    const { code, message } = await refusal(`${header}\r\n600001,10001,"TEAPOT,6\r\n${after.repeat(2000)}`);
    expect(code).toBe('broken-record');
    expect(message).toContain('line 2 (from byte 83) opens a double quote that is never closed');
  });
});

describe('a file in another encoding', () => {
  const accented = csv([{}, { Description: 'CAFÉ' }, {}]);

  it('Latin-1 is refused at its first foreign byte', async () => {
    const { code, message } = await refusal(Buffer.from(accented, 'latin1'));
    expect(code).toBe('wrong-encoding');
    expect(message).toContain(`line 3, byte ${accented.indexOf('É')} is 0xc9`);
    expect(message).toContain('iconv -f WINDOWS-1252 -t UTF-8');
  });

  it('Latin-1 is refused at the exact byte far into the file', async () => {
    const long = `${csv(Array.from({ length: 3000 }, () => ({})))}${csv([{ Description: 'RED £' }]).split('\r\n')[1]}\r\n`;
    const { message } = await refusal(Buffer.from(long, 'latin1'));
    expect(message).toContain(`line 3002, byte ${long.indexOf('£')} is 0xa3`);
  });

  it.each([
    ['with a byte order mark', Buffer.from(`\uFEFF${accented}`, 'utf16le')],
    ['without one', Buffer.from(accented, 'utf16le')],
  ])('UTF-16 %s is recognised', async (_, content) => {
    const { code, message } = await refusal(content);
    expect(code).toBe('wrong-encoding');
    expect(message).toContain('iconv -f UTF-16 -t UTF-8');
  });

  it.each([
    ['a spreadsheet', Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2]), 'Save the sheet as "CSV UTF-8"'],
    ['a compressed file', Buffer.from([0x1f, 0x8b, 8, 0]), 'gunzip'],
  ])('%s is recognised', async (_, content, says) => {
    const error = await refusal(content);
    expect(error.code).toBe('not-csv');
    expect(error.message).toContain(says);
  });
});

describe('another header', () => {
  it.each([
    ['is missing', csv([{}]).split('\r\n').slice(1).join('\r\n'), 'missing: InvoiceNo'],
    ['has semicolons', csv([{}]).replaceAll(',', ';'), 'not known: "InvoiceNo;StockCode'],
    ['misses a column', 'InvoiceNo,StockCode\r\n1,2\r\n', 'missing: Description, Quantity'],
    ['has one more', `Index,${header}\r\n`, 'not known: "Index"'],
    ['has one twice', header.replace('Country', 'InvoiceNo'), 'missing: Country'],
  ])('%s: refused, with what is wrong', async (_, content, says) => {
    const error = await refusal(content);
    expect(error.code).toBe('wrong-header');
    expect(error.message).toContain(says);
  });
});

describe('what is no file to read twice', () => {
  it.each([
    ['there is no such file', () => join(folder, 'none.csv')],
    ['no ordinary file', () => folder],
    ['no ordinary file', () => '/dev/null'],
  ])('%s', async (says, path) => {
    await expect(fingerprint(path())).rejects.toThrow(says);
  });
});
