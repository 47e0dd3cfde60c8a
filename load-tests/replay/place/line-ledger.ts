import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CsvLine } from '../input/columns.js';
import type { InvoiceRuleName } from '../rules/invoices.js';
import type { LineRuleName } from '../rules/line-rules.js';
import type { Note, OrderLine } from '../rules/order-line.js';

/** Rules that only the shop can apply, and what may come between. */
export type ShopRuleName =
  | 'insufficient-stock'
  | 'order-too-large'
  | 'unknown-product'
  | 'cancellation-without-order'
  | 'unexpected-answer'
  | 'shop-unavailable';

export type RuleName = LineRuleName | InvoiceRuleName | ShopRuleName;

const FLUSH_AT_CHARACTERS = 64 * 1024;

/**
 * Where every line ends: placed, cancelling or refused, exactly once. Refused lines and notes go whole to a file of JSON
 * lines, so that none is silently dropped or changed.
 */
export class LineLedger {
  placed = 0;
  cancelling = 0;
  /** Read, but stopped before the shop had answered. */
  unfinished = 0;
  readonly refusedBy = new Map<RuleName, number>();
  readonly notes = new Map<Note, number>();
  private readonly fd: number;
  private pending = '';

  constructor(readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.fd = openSync(file, 'w');
  }

  get refused(): number {
    return [...this.refusedBy.values()].reduce((sum, count) => sum + count, 0);
  }

  get total(): number {
    return this.placed + this.cancelling + this.refused + this.unfinished;
  }

  place(lines: readonly OrderLine[], orderId: string): void {
    this.placed += lines.length;
    for (const line of lines) this.note(line, { outcome: 'placed', orderId });
  }

  cancel(line: OrderLine, orderId: string): void {
    this.cancelling += 1;
    this.note(line, { outcome: 'cancelling', orderId });
  }

  refuse(source: CsvLine, rule: RuleName, detail: string, notes: readonly Note[] = []): void {
    this.refusedBy.set(rule, (this.refusedBy.get(rule) ?? 0) + 1);
    this.write({
      line: source.line,
      outcome: 'refused',
      rule,
      detail,
      ...(notes.length > 0 ? { notes } : {}),
      record: source.fields,
    });
  }

  leave(lines: readonly OrderLine[]): void {
    this.unfinished += lines.length;
  }

  close(): void {
    this.flush();
    closeSync(this.fd);
  }

  private note(line: OrderLine, outcome: object): void {
    if (line.notes.length === 0) return;
    for (const note of line.notes) this.notes.set(note, (this.notes.get(note) ?? 0) + 1);
    this.write({ line: line.source.line, ...outcome, notes: line.notes, record: line.source.fields });
  }

  private write(entry: object): void {
    this.pending += `${JSON.stringify(entry)}\n`;
    if (this.pending.length >= FLUSH_AT_CHARACTERS) this.flush();
  }

  private flush(): void {
    writeSync(this.fd, this.pending);
    this.pending = '';
  }
}
