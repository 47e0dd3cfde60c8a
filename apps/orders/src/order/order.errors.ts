import { AppError } from '@breakwater/service-kit';

/** No such order, or somebody else's: the answer must not tell which. */
export class OrderNotFoundError extends AppError {
  readonly code = 'order-not-found';
  readonly status = 404;

  constructor(orderId: string) {
    super(`Order ${orderId} does not exist, or is not yours.`);
  }
}
