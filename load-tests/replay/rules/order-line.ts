import type { CsvLine, RawFields } from '../input/columns.js';
import { countryCode } from './countries.js';
import { invoiceDate } from './invoice-date.js';
import { brokenRule, isCancellation, trimFields, type LineRuleName } from './line-rules.js';
import { pence } from './pence.js';

/** What was understood a little differently from how it is written. The line is replayed. */
export type Note =
  | 'white-space-trimmed'
  | 'customer-number-shortened'
  | 'other-description'
  | 'earlier-than-before'
  | 'cancels-whole-order';

/** A line that every line rule lets through. */
export interface OrderLine {
  source: CsvLine;
  invoice: string;
  cancellation: boolean;
  stockCode: string;
  description: string;
  /** Always above zero; what is cancelled counts from zero too. */
  quantity: number;
  /** Per piece, in pence. */
  price: number;
  /** Milliseconds, comparable among lines only. */
  at: number;
  customer: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  notes: Note[];
}

export type JudgedLine =
  { kept: true; line: OrderLine } | { kept: false; source: CsvLine; rule: LineRuleName; detail: string };

/** Applies the line rules. Pure: the same line is always judged the same way. */
export function judgeLine(source: CsvLine): JudgedLine {
  const { trimmed, changed } = trimFields(source.fields);
  const broken = brokenRule(trimmed);
  if (broken) return { kept: false, source, ...broken };
  const notes: Note[] = changed ? ['white-space-trimmed'] : [];
  if (trimmed.CustomerID.endsWith('.0')) notes.push('customer-number-shortened');
  return { kept: true, line: toOrderLine(source, trimmed, notes) };
}

function toOrderLine(source: CsvLine, trimmed: RawFields, notes: Note[]): OrderLine {
  return {
    source,
    invoice: trimmed.InvoiceNo,
    cancellation: isCancellation(trimmed),
    stockCode: trimmed.StockCode,
    description: trimmed.Description,
    quantity: Math.abs(Number(trimmed.Quantity)),
    price: pence(trimmed.UnitPrice) ?? 0,
    at: invoiceDate(trimmed.InvoiceDate) ?? 0,
    customer: trimmed.CustomerID.replace(/\.0$/, ''),
    country: countryCode(trimmed.Country) ?? '',
    notes,
  };
}
