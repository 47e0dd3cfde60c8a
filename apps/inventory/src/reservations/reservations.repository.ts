import type { StockLevel } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Demand } from './demand.js';
import type { ReservationState } from './reservation-state.js';

/**
 * Reservations and the stock that they take, inside the caller's transaction. Rows are always locked in the same order, the
 * reservation first and then stock by SKU, so that two orders for the same products never wait for each other in a circle.
 */
@Injectable()
export class ReservationsRepository {
  /** Locks the order's reservation and reads its state, `none` for one that nobody has heard of. */
  async open(tx: EntityManager, orderId: string): Promise<ReservationState> {
    const [row] = await tx.query<[{ state: ReservationState }]>(
      `INSERT INTO reservation (order_id, state) VALUES ($1, 'none')
       ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id
       RETURNING state`,
      [orderId],
    );
    return row.state;
  }

  /** Locks stock and reads what is available; a SKU that has no stock is not in the map. */
  async lockStock(tx: EntityManager, demand: Demand): Promise<Map<string, number>> {
    const rows = await tx.query<{ sku: string; available: number }[]>(
      `SELECT sku, available FROM stock WHERE sku = ANY($1::text[]) ORDER BY sku FOR UPDATE`,
      [demand.map((line) => line.sku)],
    );
    return new Map(rows.map((row) => [row.sku, row.available]));
  }

  /** Sets the demand aside: levels, lines, ledger and state with one statement. The stock must be locked and suffice. */
  async take(tx: EntityManager, orderId: string, state: ReservationState, demand: Demand): Promise<StockLevel[]> {
    return await tx.query<StockLevel[]>(
      `WITH demand AS (SELECT * FROM unnest($3::text[], $4::int[]) AS line (sku, quantity)),
       taken AS (
         UPDATE stock SET available = stock.available - demand.quantity, reserved = stock.reserved + demand.quantity,
           version = stock.version + 1
         FROM demand WHERE stock.sku = demand.sku
         RETURNING stock.sku, stock.available, stock.version),
       lines AS (INSERT INTO reservation_line (order_id, sku, quantity) SELECT $1, sku, quantity FROM demand),
       movements AS (
         INSERT INTO stock_movement (sku, reason, reference, delta)
         SELECT sku, 'reservation', $1::uuid::text, -quantity FROM demand),
       closed AS (UPDATE reservation SET state = $2, updated_at = now() WHERE order_id = $1)
       SELECT sku, available, version FROM taken ORDER BY sku`,
      [orderId, state, demand.map((line) => line.sku), demand.map((line) => line.quantity)],
    );
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
