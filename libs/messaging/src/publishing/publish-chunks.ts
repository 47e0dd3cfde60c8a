import type { ClaimedEntry } from '@breakwater/persistence';
import { ATTRIBUTE_BYTES, LIMITS } from '../broker/limits.js';

/** Splits rows into batches that SNS takes, in order, one topic each. A row too large for any batch stands alone. */
export function publishChunks(entries: readonly ClaimedEntry[]): ClaimedEntry[][] {
  const chunks: ClaimedEntry[][] = [];
  const open = new Map<string, { chunk: ClaimedEntry[]; bytes: number }>();
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.body) + ATTRIBUTE_BYTES;
    let current = open.get(entry.topic);
    if (!current || current.chunk.length === LIMITS.batchEntries || current.bytes + bytes > LIMITS.publishBytes) {
      current = { chunk: [], bytes: 0 };
      open.set(entry.topic, current);
      chunks.push(current.chunk);
    }
    current.chunk.push(entry);
    current.bytes += bytes;
  }
  return chunks;
}
