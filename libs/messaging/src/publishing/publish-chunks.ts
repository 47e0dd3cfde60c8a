import type { ClaimedEntry } from '@breakwater/persistence';

/** SNS: at most ten messages and 256 KiB in one batch, attributes included. */
export const MAX_BATCH_ENTRIES = 10;
export const MAX_BATCH_BYTES = 256 * 1024;
/** Room for the message attributes beside a body. */
const ATTRIBUTE_BYTES = 512;

/** Splits rows into batches that SNS takes, in order, one topic each. A row too large for any batch stands alone. */
export function publishChunks(entries: readonly ClaimedEntry[]): ClaimedEntry[][] {
  const chunks: ClaimedEntry[][] = [];
  const open = new Map<string, { chunk: ClaimedEntry[]; bytes: number }>();
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.body) + ATTRIBUTE_BYTES;
    let current = open.get(entry.topic);
    if (!current || current.chunk.length === MAX_BATCH_ENTRIES || current.bytes + bytes > MAX_BATCH_BYTES) {
      current = { chunk: [], bytes: 0 };
      open.set(entry.topic, current);
      chunks.push(current.chunk);
    }
    current.chunk.push(entry);
    current.bytes += bytes;
  }
  return chunks;
}
