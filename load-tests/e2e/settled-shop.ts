import { type OpenShop, startShop } from '@breakwater/local';
import pg from 'pg';
import { ChaosRun } from '../chaos/chaos-run.js';
import type { Owner } from '../chaos/reconcile/shop-ledger.js';
import { findingsOf } from '../chaos/reconcile/rules.js';
import { Journal } from '../lib/orders/journal.js';
import { silent } from '../test/replay/replay-fixture.js';

const ORDERS = 24;

/** A real shop that took some orders, was left alone by all kills, and has come to rest. */
export class SettledShop {
  private constructor(
    private readonly open: OpenShop,
    private readonly run: ChaosRun,
    readonly journal: Journal,
    readonly settled: boolean,
  ) {}

  static async start(): Promise<SettledShop> {
    const open = await startShop({ baseEnv: process.env });
    const journal = new Journal();
    const signal = new AbortController().signal;
    const nowMs = () => performance.now();
    const run = new ChaosRun({ open, journal, progress: silent, signal, say: () => undefined, nowMs, stallMs: 60_000 });
    try {
      await run.setUp(ORDERS);
      await run.place({ orders: ORDERS, seed: 3, ratePerSecond: 20 }, []);
      return new SettledShop(open, run, journal, await run.settle());
    } catch (error) {
      await run.close();
      journal.close();
      await open.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.run.close();
    this.journal.close();
    await this.open.stop();
  }

  /** Names and offenders of what is found when the books are read now. */
  async findings(): Promise<Record<string, string[]>> {
    await this.run.ledger.read();
    return Object.fromEntries(findingsOf(this.journal).map(({ rule, offenders }) => [rule.name, offenders]));
  }

  /** The id of an order in this state. */
  orderThatIs(status: string): string {
    for (const id of this.journal.texts(
      `select o.order_id from orders o join order_lines l using (order_id)
       where status = ? and l.sku like 'AMPLE%' order by o.order_id limit 1`,
      status,
    ))
      return id;
    throw new Error(`no order is ${status}`);
  }

  async query(owner: Owner, sql: string, ...values: unknown[]): Promise<pg.QueryResult> {
    const url = new URL(this.open.postgresUrl);
    url.pathname = `/${owner}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      // Foreign keys look away: a tampered database keeps to no rule.
      await client.query('set session_replication_role = replica');
      return await client.query(sql, values);
    } finally {
      await client.end();
    }
  }

  /**
   * Changes a service's database behind its back, finds what that breaks, and puts the changed tables back.
   * @param tables that `sql` writes to, those that others refer to first
   */
  async findingsAfter(owner: Owner, tables: readonly string[], sql: string, ...values: unknown[]) {
    for (const table of tables) await this.query(owner, `create table kept_${table} as table ${table}`);
    try {
      await this.query(owner, sql, ...values);
      return await this.findings();
    } finally {
      for (const table of tables.toReversed()) await this.query(owner, `delete from ${table}`);
      for (const table of tables) {
        await this.query(owner, `insert into ${table} overriding system value table kept_${table}`);
        await this.query(owner, `drop table kept_${table}`);
      }
    }
  }
}
