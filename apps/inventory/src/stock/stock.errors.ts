import { AppError } from '@breakwater/service-kit';

/** Most units of one product, available and reserved together; far inside PostgreSQL's integer. */
export const MAX_STOCK = 1_000_000_000;

export class StockLimitExceededError extends AppError {
  readonly code = 'stock-limit-exceeded';
  readonly status = 422;

  constructor(sku: string, quantity: number, held: number) {
    super(
      `${quantity} more of "${sku}" would make ${held + quantity}; at most ${MAX_STOCK} of a product can be held. Send a quantity of at most ${MAX_STOCK - held}.`,
    );
  }
}

export class RestockReferenceReusedError extends AppError {
  readonly code = 'restock-reference-reused';
  readonly status = 422;

  constructor(sku: string, reference: string, counted: number) {
    super(
      `The delivery "${reference}" of "${sku}" was counted before, with ${counted} units. Send another delivery under its own reference.`,
    );
  }
}
