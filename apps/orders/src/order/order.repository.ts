import type { Money, OrderView } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import { Any, DataSource, type EntityManager } from 'typeorm';
import { entityFromJson, type JsonRow } from './entity-from-json.js';
import { OrderItem } from './order-item.entity.js';
import { type OrderStep, orderTransitions, outcomeOf, type StepOutcome } from './order-state.js';
import { Order } from './order.entity.js';
import { OrderNotFoundError } from './order.errors.js';

export interface StepResult {
  outcome: StepOutcome;
  /** As it is after the step, with its items. */
  order: Order;
}

// The label of a cancelled order is voided: it has no shipment, whichever of the two was known first.
// Nor is there anything left to reconcile of an order that came to nothing.
const moveOf = (which: 'id = $1' | 'id = ANY($1)') =>
  `WITH moved AS (
     UPDATE customer_order
     SET status = $2, rejection = $3, shipment = NULL, version = version + 1, updated_at = clock_timestamp()
     WHERE ${which} AND status = ANY($4)
     RETURNING *
   ), void AS (
     UPDATE shipping_reconciliation SET state = 'void', settled_at = clock_timestamp()
     FROM moved WHERE order_id = moved.id AND state = 'pending' AND $2 IN ('rejected', 'cancelled')
   )
   SELECT row_to_json(moved) AS "order",
     (SELECT coalesce(json_agg(item ORDER BY line), '[]') FROM order_item item WHERE order_id = moved.id) AS items
   FROM moved`;
/** Two texts: a list may be long, so PostgreSQL would plan it anew each time; the plan for one order is kept. */
const MOVE_ONE = moveOf('id = $1');
const MOVE_MANY = moveOf('id = ANY($1)');

@Injectable()
export class OrderRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The order with its items: two statements. */
  async find(orderId: string, manager: EntityManager = this.dataSource.manager): Promise<Order | undefined> {
    const order = await manager.findOneBy(Order, { id: orderId });
    if (order === null) return undefined;
    await this.addItems([order], manager);
    return order;
  }

  /** Gives each order its items, in their sequence, with one statement for all of them. */
  async addItems(orders: readonly Order[], manager: EntityManager = this.dataSource.manager): Promise<void> {
    const byId = new Map(orders.map((order) => [order.id, order]));
    for (const order of orders) order.items = [];
    if (byId.size === 0) return;
    const items = await manager.find(OrderItem, {
      where: { orderId: Any([...byId.keys()]) },
      order: { orderId: 'ASC', line: 'ASC' },
    });
    for (const item of items) byId.get(item.orderId)?.items.push(item);
  }

  /**
   * Takes a step of the state machine if the order's status allows it. The `UPDATE` itself decides: of two steps at the same
   * time the second waits and sees what the first did. One statement; three when the step comes too late or again.
   *
   * @param rejection why, for the step `reject`
   * @throws OrderNotFoundError
   */
  async take(
    tx: EntityManager,
    step: OrderStep,
    orderId: string,
    rejection: OrderView['rejection'] = null,
  ): Promise<StepResult> {
    const [moved] = await this.move(tx, MOVE_ONE, step, orderId, rejection);
    if (moved !== undefined) return { outcome: 'moved', order: moved };
    // Read anew: where the `UPDATE` waited for another step, the rest of its statement still sees the order from before it.
    const order = await this.find(orderId, tx);
    if (order === undefined) throw new OrderNotFoundError(orderId);
    return { outcome: outcomeOf(step, order.status), order };
  }

  /**
   * {@link take} for several orders, with one statement; two when not all of them moved. Two callers with orders in common may
   * deadlock, and PostgreSQL then undoes one of them.
   *
   * @returns the orders that moved; for the others the step comes too late or again
   * @throws OrderNotFoundError when one of them does not exist
   */
  async takeMany(tx: EntityManager, step: OrderStep, orderIds: readonly string[]): Promise<Order[]> {
    const moved = await this.move(tx, MOVE_MANY, step, orderIds, null);
    if (moved.length < orderIds.length) {
      const known = await tx.query<{ id: string }[]>(`SELECT id FROM customer_order WHERE id = ANY($1)`, [orderIds]);
      const ids = new Set(known.map(({ id }) => id));
      const unknown = orderIds.find((id) => !ids.has(id));
      if (unknown !== undefined) throw new OrderNotFoundError(unknown);
    }
    return moved;
  }

  private async move(
    tx: EntityManager,
    statement: string,
    step: OrderStep,
    orders: string | readonly string[],
    rejection: OrderView['rejection'],
  ): Promise<Order[]> {
    const { from, to } = orderTransitions[step];
    const rows = await tx.query<{ order: JsonRow; items: JsonRow[] }[]>(statement, [orders, to, rejection, from]);
    return rows.map((row) => {
      const order = entityFromJson(tx, Order, row.order);
      order.items = row.items.map((item) => entityFromJson(tx, OrderItem, item));
      return order;
    });
  }

  /** Stores the shipment of a confirmed order, once; returns whether it did. */
  async addShipment(
    tx: EntityManager,
    orderId: string,
    shipment: NonNullable<OrderView['shipment']>,
  ): Promise<boolean> {
    const [, changed] = (await tx.query(
      `UPDATE customer_order SET shipment = $2, version = version + 1, updated_at = clock_timestamp()
       WHERE id = $1 AND status = 'confirmed' AND shipment IS NULL`,
      [orderId, shipment],
    )) as [unknown, number];
    return changed === 1;
  }

  /**
   * Stores the real shipping cost of a confirmed order whose quote was an estimate, once.
   *
   * @returns how much more it costs than estimated, in pence; undefined when nothing was stored
   */
  async settleShippingCost(
    tx: EntityManager,
    orderId: string,
    actual: Money,
    reconciledAt: string,
  ): Promise<number | undefined> {
    const [settled] = (await tx.query(
      `WITH final AS (
         UPDATE customer_order
         SET final_shipping_cost = $2, reconciled_at = $3, version = version + 1, updated_at = clock_timestamp()
         WHERE id = $1 AND status = 'confirmed' AND reconciled_at IS NULL AND (quote ->> 'isFallback')::boolean
         RETURNING id
       ), settled AS (
         UPDATE shipping_reconciliation SET state = 'reconciled', actual = $2, settled_at = $3
         FROM final WHERE order_id = final.id AND state = 'pending'
         RETURNING actual - estimated AS difference
       )
       SELECT difference FROM settled`,
      [orderId, actual.amount, reconciledAt],
    )) as { difference: string }[];
    return settled === undefined ? undefined : Number(settled.difference);
  }
}
