import { createHash } from 'node:crypto';
import type { NotificationKind } from '@breakwater/contracts';

/** Chosen once; another one would give every notification another id. */
const NAMESPACE = Buffer.from('5b1f6f0c8a4e4d0b9c3e2f7a6d5c4b3a', 'hex');

/**
 * The id of an order's notification of a kind: always the same one (UUID version 5, RFC 9562), so that it can serve as
 * `Idempotency-Key` of an e-mail that is sent again because nobody knows whether it was sent.
 */
export function notificationId(orderId: string, kind: NotificationKind): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(`${orderId}/${kind}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
