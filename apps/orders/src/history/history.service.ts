import { id, type OrderSummary, type OrderView, type Page } from '@breakwater/contracts';
import { keyAfter, keysetPage, type PageRequest, type Principal } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { maySee } from '../order/order-access.js';
import { viewOf } from '../order/order-view.js';
import { OrderNotFoundError } from '../order/order.errors.js';
import { OrderRepository } from '../order/order.repository.js';
import { HistoryRepository, type OrderSummaryRow } from './history.repository.js';

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
    const orders = await this.history.ofCustomer(user.customerId, limit + 1, keyAfter(cursor, id));
    return keysetPage(orders, limit, (order) => order.id, viewOf);
  }

  /** @throws InvalidCursorError */
  async all({ limit, cursor }: PageRequest): Promise<Page<OrderSummary>> {
    const rows = await this.history.summaries(limit + 1, keyAfter(cursor, id));
    return keysetPage(rows, limit, (row) => row.orderId, summaryOf);
  }
}

function summaryOf({ total, currency, placedAt, ...row }: OrderSummaryRow): OrderSummary {
  return { ...row, placedAt: placedAt.toISOString(), total: { amount: total, currency } };
}
