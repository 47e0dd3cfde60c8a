import { InvalidCursorError } from './notifications.errors.js';

/** Fits PostgreSQL's bigint. */
const POSITION = /^\d{1,18}$/;
export const BEFORE_ALL = '0';

export const encodeCursor = (position: string): string => Buffer.from(position, 'latin1').toString('base64url');

/** @throws InvalidCursorError unless {@link encodeCursor} could have made it */
export function decodeCursor(cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!POSITION.test(position) || encodeCursor(position) !== cursor) throw new InvalidCursorError(cursor);
  return position;
}
