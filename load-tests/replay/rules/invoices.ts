import { MAX_ORDER_LINES } from '@breakwater/contracts';
import type { CsvLine } from '../input/columns.js';
import type { LineRuleName } from './line-rules.js';
import { judgeLine, type OrderLine } from './order-line.js';

/** Rules that need the line's invoice. */
export type InvoiceRuleName = 'other-customer-in-invoice' | 'too-many-lines';

/** An order or a cancellation: the kept lines of one invoice, at least one. */
export interface Invoice {
  number: string;
  cancellation: boolean;
  customer: string;
  country: string;
  /** Its first line's time. */
  at: number;
  lines: OrderLine[];
}

export type Reading =
  | { kind: 'refused'; line: CsvLine; rule: LineRuleName | InvoiceRuleName; detail: string }
  | { kind: 'invoice'; invoice: Invoice }
  /** Read, but behind the last invoice that was asked for. */
  | { kind: 'beyond-limit'; line: CsvLine };

/**
 * Puts lines that follow each other and have the same invoice number together. Every line comes out once: refused, in an
 * invoice, or beyond the limit. Holds one invoice in memory, and never more lines than an order may have.
 * @param limit most invoices, whether or not anything of them is kept
 */
export async function* assembleInvoices(lines: AsyncIterable<CsvLine>, limit = Infinity): AsyncGenerator<Reading> {
  let open: OpenInvoice | undefined;
  let begun = 0;
  for await (const source of lines) {
    const number = source.fields.InvoiceNo.trim();
    if (open === undefined || open.number !== number) {
      if (open) yield* open.close();
      open = begun < limit ? new OpenInvoice(number) : undefined;
      if (open) begun += 1;
    }
    if (open) yield* open.add(source);
    else yield { kind: 'beyond-limit', line: source };
  }
  if (open) yield* open.close();
}

class OpenInvoice {
  private lines: OrderLine[] = [];
  private overfull = false;

  constructor(readonly number: string) {}

  *add(source: CsvLine): Generator<Reading> {
    const judged = judgeLine(source);
    if (!judged.kept) {
      yield { kind: 'refused', line: source, rule: judged.rule, detail: judged.detail };
      return;
    }
    const { line } = judged;
    const first = this.lines[0];
    if (first && (line.customer !== first.customer || line.country !== first.country)) {
      const detail = `customer ${line.customer} in ${line.country}, while the invoice began with ${first.customer} in ${first.country}`;
      yield { kind: 'refused', line: source, rule: 'other-customer-in-invoice', detail };
      return;
    }
    this.lines.push(line);
    if (this.lines.length > MAX_ORDER_LINES) this.overfull = true;
    if (this.overfull) yield* this.refuseAll();
  }

  *close(): Generator<Reading> {
    const first = this.lines[0];
    if (first === undefined) return;
    const { invoice: number, cancellation, customer, country, at } = first;
    yield { kind: 'invoice', invoice: { number, cancellation, customer, country, at, lines: this.lines } };
  }

  /** An order that is too long is refused whole: a shortened one would not be what was bought. */
  private *refuseAll(): Generator<Reading> {
    const detail = `an order has at most ${MAX_ORDER_LINES} lines`;
    for (const { source } of this.lines) yield { kind: 'refused', line: source, rule: 'too-many-lines', detail };
    this.lines = [];
  }
}
