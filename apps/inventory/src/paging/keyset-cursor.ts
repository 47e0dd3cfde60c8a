import { AppError } from '@breakwater/service-kit';
import type { z } from 'zod';

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

/** Makes a page's `nextCursor` of the last key on it. */
export const encodeCursor = (key: string): string => Buffer.from(key, 'utf8').toString('base64url');

/**
 * Reads a cursor back into the key of the page's last row.
 *
 * @throws InvalidCursorError unless {@link encodeCursor} could have made it of a key of this schema
 */
export function decodeCursor(cursor: string, keySchema: z.ZodType<string>): string {
  const key = keySchema.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!key.success || encodeCursor(key.data) !== cursor) throw new InvalidCursorError(cursor);
  return key.data;
}
