import { InputError } from './input-error.js';

/** The columns of the "Online Retail" data set (UCI Machine Learning Repository, Chen 2015). */
export const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;
export type Column = (typeof columns)[number];

/** The fields exactly as they stand in the file. */
export type RawFields = Record<Column, string>;

/** One record of the file. */
export interface CsvLine {
  /** Where it begins, counted from 1 with the header. */
  line: number;
  fields: RawFields;
}

/**
 * Where each column stands.
 * @throws InputError `wrong-header` unless the header has exactly these columns, in any order.
 */
export function readHeader(header: readonly string[]): Record<Column, number> {
  const names = header.map((name) => name.trim());
  const missing = columns.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !columns.some((known) => known === name));
  if (missing.length > 0 || unknown.length > 0 || names.length !== columns.length) {
    const faults = [
      missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
      unknown.length > 0 ? `not known: ${unknown.map((name) => JSON.stringify(name.slice(0, 80))).join(', ')}` : '',
      missing.length + unknown.length === 0 ? 'a column stands there twice' : '',
    ].filter((fault) => fault !== '');
    throw new InputError(
      'wrong-header',
      `Line 1 (byte 0) is not the header of the Online Retail data set (${faults.join('; ')}). ` +
        `It must name these columns, separated by commas: ${columns.join(',')}`,
    );
  }
  return Object.fromEntries(columns.map((name) => [name, names.indexOf(name)])) as Record<Column, number>;
}
