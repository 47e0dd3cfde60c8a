import { id } from '@breakwater/contracts';
import { AppError } from '@breakwater/service-kit';

/** A cursor that this service never gave out. */
export class InvalidCursorError extends AppError {
  readonly code = 'invalid-cursor';
  readonly status = 400;

  constructor(cursor: string) {
    super(
      `The cursor ${JSON.stringify(cursor)} is broken: send what the previous page gave as nextCursor, or none for the first page.`,
    );
  }
}

/** Makes a page's `nextCursor` of the last order on it. */
export const encodeCursor = (orderId: string): string => Buffer.from(orderId, 'utf8').toString('base64url');

/**
 * Reads a cursor back into the order at which the previous page ended.
 *
 * @throws InvalidCursorError unless {@link encodeCursor} could have made it
 */
export function decodeCursor(cursor: string): string {
  const orderId = id.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!orderId.success || encodeCursor(orderId.data) !== cursor) throw new InvalidCursorError(cursor);
  return orderId.data;
}
