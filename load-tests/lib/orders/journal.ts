import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

const SCHEMA = `
  create table stock (
    sku text primary key, restocked integer not null default 0,
    available_before integer not null default 0, reserved_before integer not null default 0,
    available_after integer, reserved_after integer
  ) without rowid;
  create table orders (
    order_id text primary key, reference text not null, status text not null, ever_confirmed integer not null default 0,
    expected_items_total integer not null, items_total integer not null, shipping_cost integer not null, total integer not null, estimate integer not null,
    total_in_list integer, listed integer not null default 0, has_shipment integer not null default 0
  ) without rowid;
  create index orders_by_status on orders (status);
  create table order_lines (order_id text not null, sku text not null, quantity integer not null, primary key (order_id, sku)) without rowid;
  create table notifications (
    notification_id text primary key, order_id text not null, kind text not null, channel text not null, status text not null,
    invoice_number text
  ) without rowid;
  create index notifications_by_order on notifications (order_id, kind);
  create table emails (message_id text primary key, notification_id text not null, attachments integer not null, pdfs integer not null) without rowid;
  create index emails_by_notification on emails (notification_id);
`;

export type SqlValue = string | number | null;

/**
 * What a run has to remember of each order, in a file and not in memory, so that more orders need no more memory.
 * Lives in a temporary folder for as long as the run; nothing outlives a crash, and nothing has to.
 */
export class Journal {
  private readonly folder = mkdtempSync(join(tmpdir(), 'breakwater-journal-'));
  private readonly database = new DatabaseSync(join(this.folder, 'journal.sqlite'));
  private readonly statements = new Map<string, StatementSync>();

  constructor() {
    // cache_size is in KiB when negative: the journal's whole share of the memory.
    this.database.exec(
      'pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1024; pragma temp_store = file',
    );
    this.database.exec(SCHEMA);
  }

  /** Makes further tables, for what a run remembers besides orders. */
  extend(schema: string): void {
    this.database.exec(schema);
  }

  /** @param sql one statement with `?` for each value */
  run(sql: string, ...values: SqlValue[]): void {
    this.prepared(sql).run(...values);
  }

  /** Some statements together, which is much faster than one by one. */
  together(work: () => void): void {
    this.database.exec('begin');
    work();
    this.database.exec('commit');
  }

  /** The first column of the first row, as a number; 0 when there is none or it is null. */
  number(sql: string, ...values: SqlValue[]): number {
    const row = this.prepared(sql).get(...values);
    return row === undefined ? 0 : Number(Object.values(row)[0] ?? 0);
  }

  /** The first column of each row, one at a time. */
  *texts(sql: string, ...values: SqlValue[]): Generator<string> {
    for (const row of this.prepared(sql).iterate(...values)) yield String(Object.values(row)[0]);
  }

  /** Rows, one at a time. */
  rows(sql: string, ...values: SqlValue[]): Iterable<Record<string, unknown>> {
    return this.prepared(sql).iterate(...values);
  }

  /** Closes and removes it. */
  close(): void {
    this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private prepared(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}
