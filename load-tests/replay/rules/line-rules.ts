import { MAX_AMOUNT, MAX_LINE_QUANTITY, textLine } from '@breakwater/contracts';
import { columns, type RawFields } from '../input/columns.js';
import { countryCode } from './countries.js';
import { invoiceDate } from './invoice-date.js';
import { pence } from './pence.js';

/** Why a single line, taken by itself, is not replayed. */
export interface LineRule {
  readonly name: string;
  /** The rule in a sentence, for the documentation and the report. */
  readonly says: string;
  /** What is wrong with this line (its fields trimmed), or undefined when the rule is kept. */
  readonly broken: (fields: RawFields) => string | undefined;
}

const INVOICE_NUMBER = /^C?\d{1,12}$/;
const WHOLE_NUMBER = /^-?\d{1,15}$/;
/** Pandas writes a column of whole numbers with gaps as `17850.0`. */
const CUSTOMER = /^\d{1,12}(\.0)?$/;
const PRODUCT_CODE = /^\d{5}/;
const WHOLE_PRODUCT_CODE = /^\d{5}[A-Za-z]{0,3}$/;
const productName = textLine(120);

/** Cancellations have invoice numbers that begin with C. */
export const isCancellation = (fields: RawFields): boolean => fields.InvoiceNo.startsWith('C');

const shown = (value: string) => JSON.stringify(value.slice(0, 80));
const when = (broken: boolean, detail: string): string | undefined => (broken ? detail : undefined);

/** In this order; a line is refused by the first rule that it breaks. */
export const lineRules = [
  {
    name: 'invoice-number-invalid',
    says: 'An invoice number is a number, with a C before it for a cancellation.',
    broken: ({ InvoiceNo }) => when(!INVOICE_NUMBER.test(InvoiceNo), `invoice number ${shown(InvoiceNo)}`),
  },
  {
    name: 'not-a-product',
    says: 'Products have codes of five digits with an optional suffix; POST, DOT, D, M, C2, BANK CHARGES, gift vouchers and the like are none.',
    broken: ({ StockCode }) =>
      when(StockCode !== '' && !PRODUCT_CODE.test(StockCode), `stock code ${shown(StockCode)}`),
  },
  {
    name: 'stock-code-invalid',
    says: 'After its five digits a stock code has at most three letters.',
    broken: ({ StockCode }) => when(!WHOLE_PRODUCT_CODE.test(StockCode), `stock code ${shown(StockCode)}`),
  },
  {
    name: 'date-invalid',
    says: 'A date is written 2010-12-01 08:26:00 or 12/1/2010 8:26 and exists.',
    broken: ({ InvoiceDate }) => when(invoiceDate(InvoiceDate) === undefined, `date ${shown(InvoiceDate)}`),
  },
  {
    name: 'quantity-invalid',
    says: 'A quantity is a whole number.',
    broken: ({ Quantity }) => when(!WHOLE_NUMBER.test(Quantity), `quantity ${shown(Quantity)}`),
  },
  {
    name: 'quantity-not-positive',
    says: 'A line that sells something has a quantity above zero.',
    broken: (fields) => when(!isCancellation(fields) && Number(fields.Quantity) <= 0, `quantity ${fields.Quantity}`),
  },
  {
    name: 'cancelled-quantity-not-negative',
    says: 'A line that cancels something has a quantity below zero.',
    broken: (fields) => when(isCancellation(fields) && Number(fields.Quantity) >= 0, `quantity ${fields.Quantity}`),
  },
  {
    name: 'quantity-too-large',
    says: `A line has at most ${MAX_LINE_QUANTITY} pieces, the shop's limit.`,
    broken: ({ Quantity }) => when(Math.abs(Number(Quantity)) > MAX_LINE_QUANTITY, `quantity ${Quantity}`),
  },
  {
    name: 'price-invalid',
    says: 'A price is a decimal number in pounds without fractions of a penny.',
    broken: ({ UnitPrice }) => when(pence(UnitPrice) === undefined, `price ${shown(UnitPrice)}`),
  },
  {
    name: 'price-not-positive',
    says: 'A price is above zero.',
    broken: ({ UnitPrice }) => when((pence(UnitPrice) ?? 0) <= 0, `price ${UnitPrice}`),
  },
  {
    name: 'price-too-large',
    says: `A price is at most ${MAX_AMOUNT / 100} pounds, the shop's limit.`,
    broken: ({ UnitPrice }) => when((pence(UnitPrice) ?? 0) > MAX_AMOUNT, `price ${UnitPrice}`),
  },
  {
    name: 'description-missing',
    says: 'A line says what was sold.',
    broken: ({ Description }) => when(Description === '', 'no description'),
  },
  {
    name: 'description-invalid',
    says: "A description is one line of at most 120 bytes without control characters, the shop's limit for names.",
    broken: ({ Description }) => when(!productName.safeParse(Description).success, `description ${shown(Description)}`),
  },
  {
    name: 'customer-missing',
    says: 'A line says who bought.',
    broken: ({ CustomerID }) => when(CustomerID === '', 'no customer'),
  },
  {
    name: 'customer-invalid',
    says: 'A customer is a number.',
    broken: ({ CustomerID }) => when(!CUSTOMER.test(CustomerID), `customer ${shown(CustomerID)}`),
  },
  {
    name: 'country-unknown',
    says: 'A parcel goes to a country; "Unspecified" and "European Community" are none.',
    broken: ({ Country }) => when(countryCode(Country) === undefined, `country ${shown(Country)}`),
  },
] as const satisfies readonly LineRule[];

export type LineRuleName = (typeof lineRules)[number]['name'];

export interface BrokenRule {
  rule: LineRuleName;
  detail: string;
}

/** The first rule that the line breaks. */
export function brokenRule(trimmed: RawFields): BrokenRule | undefined {
  for (const { name, broken } of lineRules) {
    const detail = broken(trimmed);
    if (detail !== undefined) return { rule: name, detail };
  }
  return undefined;
}

/** The fields without white space around them, and whether there was any. */
export function trimFields(fields: RawFields): { trimmed: RawFields; changed: boolean } {
  const trimmed = { ...fields };
  let changed = false;
  for (const name of columns) {
    trimmed[name] = fields[name].trim();
    changed ||= trimmed[name] !== fields[name];
  }
  return { trimmed, changed };
}
