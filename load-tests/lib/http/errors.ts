import type { Problem } from './problem.js';

/** Base of what the shop's client throws; `code` is stable, the message says what to do next. */
export class ShopClientError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** No answer, or only "try again later", for as long as the caller's patience lasted. */
export class ShopUnavailableError extends ShopClientError {
  constructor(request: string, patienceMs: number, last: string, options?: ErrorOptions) {
    super(
      'shop-unavailable',
      `${request} got no answer within ${Math.round(patienceMs / 1000)} s (last: ${last}). ` +
        'Is the shop running? Start it with: npm start',
      options,
    );
  }
}

/** An answer that the contract does not know in this place. */
export class UnexpectedAnswerError extends ShopClientError {
  constructor(
    request: string,
    readonly status: number,
    readonly problem: Problem,
  ) {
    const trail =
      problem.correlationId === undefined ? '' : ` Look for correlation id ${problem.correlationId} in the logs.`;
    super('unexpected-answer', `${request} was answered ${status} ${problem.code}: ${problem.detail}.${trail}`);
  }
}
