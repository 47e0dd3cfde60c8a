import { MAX_AMOUNT, type Shortage } from '@breakwater/contracts';
import { AppError } from '@breakwater/service-kit';
import type { TooLarge } from './basket.js';

/** A request that is repeated without a key would place a second order. */
export class IdempotencyKeyRequiredError extends AppError {
  readonly code = 'idempotency-key-required';
  readonly status = 400;

  constructor() {
    super('Send an Idempotency-Key header, new for each order; repeat the request with the same key when in doubt.');
  }
}

export class InvalidIdempotencyKeyError extends AppError {
  readonly code = 'invalid-idempotency-key';
  readonly status = 400;

  constructor(received: string, rule: string) {
    super(`The Idempotency-Key ${JSON.stringify(received.slice(0, 120))} ${rule}. A UUID will do.`);
  }
}

/** The key belongs to an order that was placed with another body. */
export class IdempotencyKeyReusedError extends AppError {
  readonly code = 'idempotency-key-reused';
  readonly status = 422;

  constructor(key: string) {
    super(
      `The Idempotency-Key ${JSON.stringify(key)} was used for an order with another body. ` +
        'Send the first body again to get its answer, or a new key to place another order.',
    );
  }
}

export class UnknownProductError extends AppError {
  readonly code = 'unknown-product';
  readonly status = 422;

  constructor(skus: readonly string[]) {
    const named = skus.slice(0, 10).join(', ') + (skus.length > 10 ? ` and ${skus.length - 10} more` : '');
    super(`Not in the catalogue: ${named}. Remove what "skus" lists and send the order again.`, {
      extensions: { skus },
    });
  }
}

/** Too little is left of at least one product. Nothing was written: the same key may be used again. */
export class InsufficientStockError extends AppError {
  readonly code = 'insufficient-stock';
  readonly status = 409;

  constructor(shortages: readonly Shortage[]) {
    const first = shortages[0];
    const example = first ? ` (${first.sku}: ${first.requested} wanted, ${first.available} left)` : '';
    const what = shortages.length === 1 ? 'a product' : `${shortages.length} products`;
    super(`Too little stock of ${what}${example}. Order no more than what "shortages" calls available.`, {
      extensions: { shortages },
    });
  }
}

const limits: Record<TooLarge, string> = {
  amount: `costs more than ${MAX_AMOUNT} in minor units`,
  weight: 'is heavier than any carrier takes',
};

export class OrderTooLargeError extends AppError {
  readonly code = 'order-too-large';
  readonly status = 422;

  constructor(why: TooLarge) {
    super(`The order ${limits[why]}. Split it into smaller orders.`);
  }
}
