import type { CallFailure } from '../external-call/failure.js';

export interface RetryOptions {
  /** Attempts in all, the first one included; at least 2. */
  readonly attempts: number;
  /** Longest wait before the second attempt, in milliseconds; it doubles with each further one. */
  readonly firstDelayMs: number;
}

/**
 * Failures that another attempt may mend at once. Not those that took the whole deadline, nor those in which the other side said
 * that it has too much to do: it, or somebody behind it, has retried already, and retries on two layers multiply.
 */
export function isWorthARetry({ reason }: CallFailure): boolean {
  return reason === 'unreachable' || reason === 'failed';
}

/**
 * Wait before the next attempt, with full jitter: anything up to the ceiling, so that callers that failed together come back
 * one by one.
 *
 * Source: Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
 *
 * @param attempt that has failed, from 1
 */
export function retryDelayMs(attempt: number, { firstDelayMs }: RetryOptions): number {
  return Math.random() * firstDelayMs * 2 ** (attempt - 1);
}
