import { createHash } from 'node:crypto';
import { idempotencyKey, type PlaceOrderBody } from '@breakwater/contracts';
import { IdempotencyKeyRequiredError, InvalidIdempotencyKeyError } from './checkout.errors.js';

/**
 * Reads the `Idempotency-Key` header.
 *
 * @throws IdempotencyKeyRequiredError and InvalidIdempotencyKeyError
 */
export function readIdempotencyKey(header: string | undefined): string {
  if (header === undefined || header === '') throw new IdempotencyKeyRequiredError();
  const parsed = idempotencyKey.safeParse(header);
  if (parsed.success) return parsed.data;
  throw new InvalidIdempotencyKeyError(header, parsed.error.issues[0]?.message ?? 'is not valid');
}

/** The same for bodies that mean the same: the sequence of fields, spaces in JSON and around names make no difference. */
export function hashOf({ items, shipTo }: PlaceOrderBody): string {
  const meaning = [
    items.map(({ sku, quantity }) => [sku, quantity]),
    [shipTo.name, shipTo.street, shipTo.city, shipTo.postcode, shipTo.country],
  ];
  return createHash('sha256').update(JSON.stringify(meaning)).digest('base64url');
}
