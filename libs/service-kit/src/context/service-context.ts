import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Deadline } from '@breakwater/resilience';
import type { Work } from './work.js';

/** What follows one request or message through the service, its logs and the messages it publishes. */
export interface ServiceContext {
  readonly correlationId: string;
  /** What is being done; nothing for health checks and metrics. */
  readonly work?: Work | undefined;
  /** When whoever waits for the answer stops waiting, if they said so. */
  readonly deadline?: Deadline | undefined;
  /** Aborts when whoever waits for the answer has gone; nothing where nobody can. */
  readonly abandoned?: (() => AbortSignal) | undefined;
}

export const CORRELATION_HEADER = 'x-correlation-id';

const ACCEPTED_CORRELATION_ID = /^[\w.-]{1,64}$/;

const storage = new AsyncLocalStorage<ServiceContext>();

/** The context of the request or message being handled, or `undefined` outside of both. */
export function currentContext(): ServiceContext | undefined {
  return storage.getStore();
}

/** Runs `fn`, and all that it awaits, in `context`. */
export function runInContext<T>(context: ServiceContext, fn: () => T): T {
  return storage.run(context, fn);
}

/**
 * Takes over a caller's correlation id, or makes one. A foreign id is written to logs and headers, hence the narrow form.
 */
export function contextFrom(received: unknown, work?: Work): ServiceContext {
  return typeof received === 'string' && ACCEPTED_CORRELATION_ID.test(received)
    ? { correlationId: received, work }
    : { correlationId: randomUUID(), work };
}
