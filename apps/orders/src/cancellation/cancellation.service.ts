import { EventPublisher } from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger, type Principal } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { maySee } from '../order/order-access.js';
import { cancellationOf } from '../order/order-snapshot.js';
import type { Order } from '../order/order.entity.js';
import { OrderNotFoundError } from '../order/order.errors.js';
import { OrderRepository, type StepResult } from '../order/order.repository.js';
import { OrderNotCancellableError } from './cancellation.errors.js';

@Injectable()
export class CancellationService {
  constructor(
    private readonly orders: OrderRepository,
    private readonly transactions: Transactions,
    private readonly publisher: EventPublisher,
    private readonly logger: Logger,
  ) {}

  /**
   * Cancels an order that is placed or confirmed. Cancelling again changes nothing and answers the same.
   *
   * @throws OrderNotFoundError, OrderNotCancellableError
   */
  async cancel(orderId: string, user: Principal): Promise<Order> {
    const known = await this.orders.find(orderId);
    if (known === undefined || !maySee(user, known)) throw new OrderNotFoundError(orderId);
    const { outcome, order } = await this.#take(orderId, user);
    if (outcome === 'refused') throw new OrderNotCancellableError(orderId, order.status);
    if (outcome === 'moved') this.logger.info({ orderId, by: user.role }, 'order cancelled');
    return order;
  }

  #take(orderId: string, user: Principal): Promise<StepResult> {
    return this.transactions.run(async (tx) => {
      const result = await this.orders.take(tx, 'cancel', orderId);
      if (result.outcome === 'moved') {
        await this.publisher.append(tx, {
          type: 'order.cancelled',
          aggregateId: orderId,
          aggregateVersion: result.order.version,
          payload: cancellationOf(result.order, user.role),
        });
      }
      return result;
    });
  }
}
