import type { OrderSummary, OrderView, Page } from '@breakwater/contracts';
import type { Principal } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { maySee } from '../order/order-access.js';
import { viewOf } from '../order/order-view.js';
import { OrderNotFoundError } from '../order/order.errors.js';
import { OrderRepository } from '../order/order.repository.js';
import { HistoryRepository, type OrderSummaryRow } from './history.repository.js';
import { decodeCursor, encodeCursor } from './order-cursor.js';

export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

@Injectable()
export class HistoryService {
  constructor(
    private readonly orders: OrderRepository,
    private readonly history: HistoryRepository,
  ) {}

  /** @throws OrderNotFoundError also when the order is somebody else's */
  async get(orderId: string, user: Principal): Promise<OrderView> {
    const order = await this.orders.find(orderId);
    if (order === undefined || !maySee(user, order)) throw new OrderNotFoundError(orderId);
    return viewOf(order);
  }

  /** @throws InvalidCursorError */
  async mine(user: Principal, { limit, cursor }: PageRequest): Promise<Page<OrderView>> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor);
    const orders = await this.history.ofCustomer(user.customerId, limit + 1, before);
    return pageOf(orders.map(viewOf), limit);
  }

  /** @throws InvalidCursorError */
  async all({ limit, cursor }: PageRequest): Promise<Page<OrderSummary>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.history.summaries(limit + 1, after);
    return pageOf(rows.map(summaryOf), limit);
  }
}

/** Cuts a page from orders of which there is one more than `limit` when another page follows. */
function pageOf<T extends { orderId: string }>(orders: T[], limit: number): Page<T> {
  const items = orders.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: orders.length > limit && last ? encodeCursor(last.orderId) : null };
}

function summaryOf({ total, currency, placedAt, ...row }: OrderSummaryRow): OrderSummary {
  return { ...row, placedAt: placedAt.toISOString(), total: { amount: total, currency } };
}
