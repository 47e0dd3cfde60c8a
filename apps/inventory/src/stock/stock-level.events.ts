import { MAX_CHANGES_PER_EVENT, type StockLevel } from '@breakwater/contracts';
import type { EventDraft } from '@breakwater/messaging';

/** What made levels change: an order's reservation, or a delivery. */
export interface Cause {
  id: string;
  version: number;
}

/** Cuts a list into parts that fit into one event each. */
export function eventChunks<T>(changes: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < changes.length; start += MAX_CHANGES_PER_EVENT) {
    chunks.push(changes.slice(start, start + MAX_CHANGES_PER_EVENT));
  }
  return chunks;
}

/** `stock.level-changed` for all levels that one transaction changed. */
export const levelChangedDrafts = (cause: Cause, levels: readonly StockLevel[]): EventDraft[] =>
  eventChunks(levels).map((chunk) => ({
    type: 'stock.level-changed',
    aggregateId: cause.id,
    aggregateVersion: cause.version,
    payload: { levels: chunk },
  }));
