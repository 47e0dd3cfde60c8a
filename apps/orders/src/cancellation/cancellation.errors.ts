import type { OrderStatus } from '@breakwater/contracts';
import { AppError } from '@breakwater/service-kit';

/** The order ended otherwise; there is nothing left to cancel. */
export class OrderNotCancellableError extends AppError {
  readonly code = 'order-not-cancellable';
  readonly status = 409;

  constructor(orderId: string, status: OrderStatus) {
    super(`Order ${orderId} is ${status}, which is final: nothing of it is left to cancel.`, {
      extensions: { orderStatus: status },
    });
  }
}
