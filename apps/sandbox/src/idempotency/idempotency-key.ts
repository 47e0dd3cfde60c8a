import { createHash } from 'node:crypto';
import { idempotencyKey } from '@breakwater/contracts';
import { AppError } from '@breakwater/service-kit';

export class IdempotencyKeyRequiredError extends AppError {
  readonly code = 'idempotency-key-required';
  readonly status = 400;

  constructor(received: string | undefined) {
    const what = received === undefined ? 'is missing' : `${JSON.stringify(received.slice(0, 100))} is not usable`;
    super(
      `The header Idempotency-Key ${what}; send 1 to 100 visible ASCII characters, the same ones with every repetition.`,
    );
  }
}

export class IdempotencyKeyReusedError extends AppError {
  readonly code = 'idempotency-key-reused';
  readonly status = 422;

  constructor(key: string) {
    super(`The Idempotency-Key "${key}" came with another body before; repeat that body, or choose a new key.`);
  }
}

/** @throws IdempotencyKeyRequiredError when the header is missing or malformed */
export function requireIdempotencyKey(header: string | undefined): string {
  const parsed = idempotencyKey.safeParse(header);
  if (!parsed.success) throw new IdempotencyKeyRequiredError(header);
  return parsed.data;
}

/** Tells two bodies apart. Bodies parsed by one schema have their fields in one order, so equal ones have equal text. */
export const fingerprint = (body: object): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('base64url');
