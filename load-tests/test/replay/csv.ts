import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { columns, type CsvLine, type RawFields } from '../../replay/input/columns.js';

/** A line that every rule lets through. */
export const goodFields: RawFields = {
  InvoiceNo: '600001',
  StockCode: '10001',
  Description: 'RED SPECKLED TEAPOT',
  Quantity: '6',
  InvoiceDate: '2010-12-01 08:26:00',
  UnitPrice: '2.55',
  CustomerID: '90001',
  Country: 'United Kingdom',
};

export const fields = (changes: Partial<RawFields> = {}): RawFields => ({ ...goodFields, ...changes });

export const csvLine = (changes: Partial<RawFields> = {}, line = 2): CsvLine => ({ line, fields: fields(changes) });

const quoted = (field: string) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** A whole file in the data set's form. */
export function csv(lines: readonly Partial<RawFields>[], lineEnd = '\r\n'): string {
  const rows = lines.map((changes) => columns.map((name) => quoted(fields(changes)[name])).join(','));
  return [columns.join(','), ...rows, ''].join(lineEnd);
}

export async function writeCsv(folder: string, content: string | Buffer, name = 'orders.csv'): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

export async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
