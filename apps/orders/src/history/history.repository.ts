import type { OrderStatus } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { Order } from '../order/order.entity.js';
import { OrderRepository } from '../order/order.repository.js';

export interface OrderSummaryRow {
  orderId: string;
  customerId: string;
  status: OrderStatus;
  placedAt: Date;
  lines: number;
  total: number;
  currency: Order['currency'];
  hasShipment: boolean;
}

/** Pages of orders by keyset: order ids grow with time, and a page costs the same however deep it lies. */
@Injectable()
export class HistoryRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly orders: OrderRepository,
  ) {}

  /** A customer's orders with their items, newest first: two statements for any number of them. */
  async ofCustomer(customerId: string, limit: number, before: string | undefined): Promise<Order[]> {
    const orders = await this.dataSource.getRepository(Order).find({
      where: { customerId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
    await this.orders.addItems(orders);
    return orders;
  }

  /** All orders, oldest first, one line each: one statement. */
  async summaries(limit: number, after: string | undefined): Promise<OrderSummaryRow[]> {
    const rows = (await this.dataSource.query(
      `SELECT o.id AS "orderId", o.customer_id AS "customerId", o.status, o.placed_at AS "placedAt", o.currency,
         (SELECT count(*)::integer FROM order_item i WHERE i.order_id = o.id) AS lines,
         o.items_total + coalesce(o.final_shipping_cost, (o.quote -> 'cost' ->> 'amount')::bigint) AS total,
         o.shipment IS NOT NULL AS "hasShipment"
       FROM customer_order o
       WHERE $2::uuid IS NULL OR o.id > $2
       ORDER BY o.id LIMIT $1`,
      [limit, after ?? null],
    )) as (Omit<OrderSummaryRow, 'total'> & { total: string })[];
    return rows.map((row) => ({ ...row, total: Number(row.total) }));
  }
}
