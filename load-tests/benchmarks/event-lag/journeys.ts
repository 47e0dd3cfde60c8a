import type { OpenShop } from '@breakwater/local';
import pg from 'pg';
import type { Journey } from './lag.js';

/** Milliseconds since 1970. */
export interface Window {
  from: number;
  to: number;
}

/** What became of the orders of one window. */
export interface Journeys {
  /** `order.placed`, from orders to inventory. */
  placed: Journey[];
  /** `stock.reserved` or `stock.rejected`, from inventory back to orders. */
  decided: Journey[];
  /** Rows a relay published at once, on average. */
  relayBatch: { orders: number; inventory: number };
}

const ms = (expression: string) => `(extract(epoch FROM ${expression}) * 1000)::float8`;
const CREATED_WITHIN = 'created_at BETWEEN to_timestamp($1::float8 / 1000) AND to_timestamp($2::float8 / 1000)';

/** Items are written once, in the transaction of the outbox row: their `xmin` names it. The relay updates the outbox row. */
const PLACED = `
  SELECT outbox.event_id AS "eventId", item.order_id AS "orderId", ${ms('outbox.published_at')} AS "publishedAt",
    ${ms('pg_xact_commit_timestamp(item.xmin)')} AS "committedAt"
  FROM outbox
  JOIN order_item item ON item.order_id = (outbox.body::jsonb ->> 'aggregateId')::uuid AND item.line = 1
  WHERE outbox.type = 'order.placed' AND outbox.${CREATED_WITHIN}`;
const DECIDED = `
  SELECT event_id AS "eventId", body::jsonb ->> 'aggregateId' AS "orderId", ${ms('published_at')} AS "publishedAt"
  FROM outbox
  WHERE type IN ('stock.reserved', 'stock.rejected') AND created_at >= to_timestamp($1::float8 / 1000)`;
const HANDLED = `
  SELECT event_id AS "eventId", ${ms('pg_xact_commit_timestamp(xmin)')} AS "committedAt"
  FROM inbox WHERE consumer = $1 AND handled_at >= to_timestamp($2::float8 / 1000)`;
/** A relay marks what it published at once with one statement, whose transaction is the rows' `xmin`. */
const BATCH = `
  SELECT (count(*) / greatest(count(DISTINCT xmin::text), 1)::float8) AS rows
  FROM outbox WHERE published_at IS NOT NULL AND ${CREATED_WITHIN}`;

interface OutboxRow {
  eventId: string;
  orderId: string;
  publishedAt: number | null;
}
interface Committed {
  eventId: string;
  committedAt: number;
}

/** A connection that is ended while nobody uses it concerns nobody; without a listener it would end this process. */
export function quietPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 1 });
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool.on('error', () => undefined);
}

/** Reads from the databases how the events of a window travelled. They must record commit timestamps. */
export class JourneyReader {
  private readonly orders: pg.Pool;
  private readonly inventory: pg.Pool;

  constructor(shop: Pick<OpenShop, 'databaseUrl'>) {
    this.orders = quietPool(shop.databaseUrl('orders'));
    this.inventory = quietPool(shop.databaseUrl('inventory'));
  }

  /** Gives the planner statistics of the tables as they are now. */
  async analyse(): Promise<void> {
    await Promise.all([this.orders, this.inventory].map((database) => database.query('ANALYZE')));
  }

  async close(): Promise<void> {
    await Promise.all([this.orders.end(), this.inventory.end()]);
  }

  /** Orders that were placed since `from` and are neither confirmed nor rejected. */
  async undecided(from: number): Promise<number> {
    const { rows } = await this.orders.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM customer_order
       WHERE status = 'placed' AND placed_at >= to_timestamp($1::float8 / 1000)`,
      [from],
    );
    return rows[0]?.count ?? 0;
  }

  async read({ from, to }: Window): Promise<Journeys> {
    const [placedRows, decidedRows, byInventory, byOrders, orders, inventory] = await Promise.all([
      this.orders.query<OutboxRow & Committed>(PLACED, [from, to]),
      this.inventory.query<OutboxRow>(DECIDED, [from]),
      this.inventory.query<Committed>(HANDLED, ['inventory-orders', from]),
      this.orders.query<Committed>(HANDLED, ['orders-progress', from]),
      this.orders.query<{ rows: number }>(BATCH, [from, to]),
      this.inventory.query<{ rows: number }>(BATCH, [from, to]),
    ]);
    const decisions = new Map(decidedRows.rows.map((row) => [row.orderId, row]));
    const handledAt = (rows: readonly Committed[]) => new Map(rows.map((row) => [row.eventId, row.committedAt]));
    const [inInventory, inOrders] = [handledAt(byInventory.rows), handledAt(byOrders.rows)];

    const journeys: Journeys = {
      placed: [],
      decided: [],
      relayBatch: { orders: orders.rows[0]?.rows ?? 0, inventory: inventory.rows[0]?.rows ?? 0 },
    };
    for (const { eventId, orderId, committedAt, publishedAt } of placedRows.rows) {
      const reservedAt = inInventory.get(eventId) ?? null;
      journeys.placed.push({ committedAt, publishedAt, handledAt: reservedAt });
      const decision = decisions.get(orderId);
      // The decision is written in the transaction that handles order.placed.
      if (reservedAt === null || decision === undefined) continue;
      journeys.decided.push({
        committedAt: reservedAt,
        publishedAt: decision.publishedAt,
        handledAt: inOrders.get(decision.eventId) ?? null,
      });
    }
    return journeys;
  }
}
