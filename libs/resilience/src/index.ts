export {
  BREAKER_DEFAULTS,
  type BreakerOptions,
  type BreakerState,
  type BreakerTransition,
  CircuitBreaker,
  type Passage,
  type Verdict,
} from './breaker/circuit-breaker.js';
export { Bulkhead, BulkheadFullError, type BulkheadOptions, type Release } from './bulkhead/bulkhead.js';
export { Deadline, DEADLINE_HEADER } from './deadline/deadline.js';
export { type Attempt, type CallDeclaration, refuse, type WhatInstead } from './external-call/declaration.js';
export { type AskOptions, ExternalCall } from './external-call/external-call.js';
export { CallFailedError, type CallFailure, type FailureReason, failureOf, isOutage } from './external-call/failure.js';
export { type CallName, type CallObserver, unobserved } from './external-call/observer.js';
export type { Dated, Outcome } from './external-call/outcome.js';
export { alone, type Surroundings } from './external-call/surroundings.js';
export { JsonClient, type JsonClientOptions, type JsonRequest } from './http/json-client.js';
export { retryAfterSeconds } from './http/retry-after.js';
export { RetryBudget, type RetryBudgetOptions } from './retry/retry-budget.js';
export type { RetryOptions } from './retry/retry-policy.js';
