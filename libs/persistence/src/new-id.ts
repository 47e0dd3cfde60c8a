import { randomFillSync } from 'node:crypto';

const POOL = Buffer.alloc(16 * 128);
let offset = POOL.length;

/**
 * A new UUID of version 7 (RFC 9562): unique without asking anyone, and growing with time to the millisecond, so that rows
 * are added at the end of an index instead of all over it.
 */
export function newId(): string {
  if (offset === POOL.length) {
    randomFillSync(POOL);
    offset = 0;
  }
  const bytes = POOL.subarray(offset, offset + 16);
  offset += 16;
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
