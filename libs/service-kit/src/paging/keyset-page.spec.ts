import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InvalidCursorError, keyAfter, keysetPage } from './keyset-page.js';

const position = z.string().regex(/^\d{1,18}$/);
const rows = Array.from({ length: 7 }, (_, index) => ({ position: String(index + 1) }));
const page = (after: string | undefined, limit: number) =>
  keysetPage(
    rows.filter((row) => Number(row.position) > Number(after ?? 0)).slice(0, limit + 1),
    limit,
    (row) => row.position,
    (row) => Number(row.position),
  );

describe('keyset pages', () => {
  it('show every row once, in order, and end', () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = page(keyAfter(cursor, position), 3);
      seen.push(...items);
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('say that a page which ends exactly with the rows is the last', () => {
    expect(page(undefined, 7).nextCursor).toBeNull();
    expect(keysetPage([], 3, String, String)).toEqual({ items: [], nextCursor: null });
  });

  it.each([
    '',
    '!',
    'AAAA',
    Buffer.from('1 OR 1=1').toString('base64url'),
    `${Buffer.from('7').toString('base64url')}=`,
  ])('refuse the cursor %j', (cursor) => {
    expect(() => keyAfter(cursor, position)).toThrow(InvalidCursorError);
  });
});
