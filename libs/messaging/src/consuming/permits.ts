import type { QueueName } from '../topology/topology.js';

/**
 * Leave to receive messages, asked for before they are received: a limiter inside the handler would hold messages past their
 * visibility timeout, and the broker would deliver them twice.
 */
export interface Permits {
  /** Resolves to how many of the `wanted` messages may be received now; at least 1. Rejects when the signal aborts. */
  acquire(queue: QueueName, wanted: number, signal: AbortSignal): Promise<number>;
}

/** DI token of {@link Permits}. */
export const PERMITS = Symbol('PERMITS');

/** As many as there are free hands. */
export const unlimitedPermits: Permits = { acquire: (_queue, wanted) => Promise.resolve(wanted) };
