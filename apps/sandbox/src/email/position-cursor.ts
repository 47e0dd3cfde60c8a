import { AppError } from '@breakwater/service-kit';

export class InvalidCursorError extends AppError {
  readonly code = 'invalid-cursor';
  readonly status = 400;

  constructor(cursor: string) {
    super(
      `The cursor ${JSON.stringify(cursor.slice(0, 60))} is none of ours; send the nextCursor of the previous page as it is.`,
    );
  }
}

/** Fits PostgreSQL's bigint. */
const POSITION = /^\d{1,18}$/;

export const encodeCursor = (position: string): string => Buffer.from(position).toString('base64url');

/** @throws InvalidCursorError */
export function decodeCursor(cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!POSITION.test(position)) throw new InvalidCursorError(cursor);
  return position;
}
