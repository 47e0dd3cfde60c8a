import type { z } from 'zod';
import { AppError } from '../errors/app-error.js';

/** What a client asks of a list: `cursor` is the `nextCursor` of the page before. */
export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

/** A cursor that this service never gave out. */
export class InvalidCursorError extends AppError {
  readonly code = 'invalid-cursor';
  readonly status = 400;

  constructor(cursor: string) {
    super(
      `The cursor ${JSON.stringify(cursor.slice(0, 60))} is broken: send what the previous page gave as nextCursor, or none for the first page.`,
    );
  }
}

const encodeCursor = (key: string): string => Buffer.from(key, 'utf8').toString('base64url');

/**
 * The key of the last row of the page before, or `undefined` for the first page.
 *
 * @throws InvalidCursorError unless {@link keysetPage} could have made the cursor of a key of this schema
 */
export function keyAfter(cursor: string | undefined, keySchema: z.ZodType<string>): string | undefined {
  if (cursor === undefined) return undefined;
  const key = keySchema.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!key.success || encodeCursor(key.data) !== cursor) throw new InvalidCursorError(cursor);
  return key.data;
}

/**
 * Cuts a page from rows in the order of their keys. Pages by key stay whole while rows are added, and the hundredth costs what
 * the first did; both fail with OFFSET.
 *
 * @param rows one more than `limit` when another page follows
 */
export function keysetPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const onPage = rows.slice(0, limit);
  const last = rows.length > limit ? onPage.at(-1) : undefined;
  return { items: onPage.map(toItem), nextCursor: last === undefined ? null : encodeCursor(keyOf(last)) };
}
