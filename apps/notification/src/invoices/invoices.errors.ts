import { AppError } from '@breakwater/service-kit';

export class InvoiceNotFoundError extends AppError {
  readonly code = 'invoice-not-found';
  readonly status = 404;

  constructor(orderId: string) {
    super(
      `There is no invoice of an order ${orderId} of yours. A confirmed order gets one within seconds; ask again then.`,
    );
  }
}
