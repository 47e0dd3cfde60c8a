import { type Page, sku } from '@breakwater/contracts';
import { decodeCursor, encodeCursor } from './keyset-cursor.js';

/** Sorts before every SKU. */
const BEFORE_ALL = '';

/** The SKU after which the page begins. */
export const skuAfter = (cursor: string | undefined): string =>
  cursor === undefined ? BEFORE_ALL : decodeCursor(cursor, sku);

/** Cuts a page from rows in SKU order; `rows` holds one more than `limit` when there is a next page. */
export function skuPage<Row extends { sku: string }, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
): Page<Item> {
  const onPage = rows.slice(0, limit);
  const last = onPage.at(-1);
  return { items: onPage.map(toItem), nextCursor: rows.length > limit && last ? encodeCursor(last.sku) : null };
}
