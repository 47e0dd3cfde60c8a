/** Base of what the shop's client throws; `code` is stable, the message says what to do next. */
export class ShopClientError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}
/** No answer, or only "try again later", for as long as the caller's patience lasted. */
export class ShopUnavailableError extends ShopClientError {
  constructor(request, patienceMs, last, options) {
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
  constructor(request, status, problem) {
    const trail =
      problem.correlationId === undefined ? '' : ` Look for correlation id ${problem.correlationId} in the logs.`;
    super('unexpected-answer', `${request} was answered ${status} ${problem.code}: ${problem.detail}.${trail}`);
    this.status = status;
    this.problem = problem;
  }
}
//# sourceMappingURL=errors.js.map
