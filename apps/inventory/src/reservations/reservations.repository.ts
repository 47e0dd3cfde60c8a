import type { StockLevel } from '@breakwater/contracts';
import { deferred } from '@breakwater/persistence';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Decision } from './decisions.js';
import type { Demand } from './demand.js';
import type { ReservationState } from './reservation-state.js';

const SETTLE = deferred(
  `WITH line AS (SELECT * FROM unnest($3::uuid[], $4::text[], $5::int[]) AS line (order_id, sku, quantity)),
   demand AS (SELECT sku, sum(quantity)::int AS quantity, count(*)::int AS orders FROM line GROUP BY sku),
   taken AS (
     UPDATE stock SET available = stock.available - demand.quantity, reserved = stock.reserved + demand.quantity,
       version = stock.version + demand.orders
     FROM demand WHERE stock.sku = demand.sku),
   lines AS (INSERT INTO reservation_line (order_id, sku, quantity) SELECT * FROM line),
   movements AS (
     INSERT INTO stock_movement (sku, reason, reference, delta)
     SELECT sku, 'reservation', order_id::text, -quantity FROM line)
   UPDATE reservation SET state = settled.state, updated_at = now()
   FROM unnest($1::uuid[], $2::text[]) AS settled (order_id, state)
   WHERE reservation.order_id = settled.order_id`,
);

/**
 * Reservations and the stock that they take, inside the caller's transaction. Rows are always locked in the same order, the
 * reservation first and then stock by SKU, so that orders for the same products never wait for each other in a circle.
 */
@Injectable()
export class ReservationsRepository {
  /** Locks the orders' reservations, in one order, and reads their states: `none` where nobody has heard of the order. */
  async open(tx: EntityManager, orderIds: readonly string[]): Promise<Map<string, ReservationState>> {
    const rows = await tx.query<{ orderId: string; state: ReservationState }[]>(
      `INSERT INTO reservation (order_id, state)
       SELECT order_id, 'none' FROM (SELECT DISTINCT unnest($1::uuid[]) AS order_id) AS wanted ORDER BY order_id
       ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id
       RETURNING order_id AS "orderId", state`,
      [orderIds],
    );
    return new Map(rows.map(({ orderId, state }) => [orderId, state]));
  }

  /** Locks stock and reads its levels, in SKU order; a SKU that has no stock is missing. */
  async lockStock(tx: EntityManager, demand: Demand): Promise<StockLevel[]> {
    return await tx.query<StockLevel[]>(
      `SELECT sku, available, version FROM stock WHERE sku = ANY($1::text[]) ORDER BY sku FOR UPDATE`,
      [demand.map((line) => line.sku)],
    );
  }

  /**
   * Writes what was decided with one statement: levels, lines, ledger and states. The stock must be locked and suffice. It is
   * {@link deferred}: the transaction's commit brings it along, so that other orders wait for the locks one round trip less.
   */
  async settle(tx: EntityManager, decisions: readonly Decision[]): Promise<void> {
    const settled = decisions.filter(({ kind }) => kind !== 'unchanged');
    const lines = decisions.flatMap((decision) =>
      decision.kind === 'reserved' ? decision.demand.map((line) => ({ orderId: decision.orderId, ...line })) : [],
    );
    await tx.query(SETTLE, [
      settled.map(({ orderId }) => orderId),
      settled.map(({ state }) => state),
      lines.map(({ orderId }) => orderId),
      lines.map(({ sku }) => sku),
      lines.map(({ quantity }) => quantity),
    ]);
  }

  /** Locks the stock that an order holds. */
  async lockHeldStock(tx: EntityManager, orderId: string): Promise<void> {
    await tx.query(
      `SELECT 1 FROM stock JOIN reservation_line line USING (sku)
       WHERE line.order_id = $1 ORDER BY sku FOR UPDATE OF stock`,
      [orderId],
    );
  }

  /** Gives back what the order holds: levels, ledger and state with one statement. The stock must be locked. */
  async giveBack(tx: EntityManager, orderId: string, state: ReservationState): Promise<StockLevel[]> {
    return await tx.query<StockLevel[]>(
      `WITH held AS (SELECT sku, quantity FROM reservation_line WHERE order_id = $1),
       returned AS (
         UPDATE stock SET available = stock.available + held.quantity, reserved = stock.reserved - held.quantity,
           version = stock.version + 1
         FROM held WHERE stock.sku = held.sku
         RETURNING stock.sku, stock.available, stock.version),
       movements AS (
         INSERT INTO stock_movement (sku, reason, reference, delta)
         SELECT sku, 'release', $1::uuid::text, quantity FROM held),
       closed AS (UPDATE reservation SET state = $2, updated_at = now() WHERE order_id = $1)
       SELECT sku, available, version FROM returned ORDER BY sku`,
      [orderId, state],
    );
  }

  /** Ends a reservation that takes nothing. */
  async close(tx: EntityManager, orderId: string, state: ReservationState): Promise<void> {
    await tx.query(`UPDATE reservation SET state = $2, updated_at = now() WHERE order_id = $1`, [orderId, state]);
  }
}
