import { type Page, sku } from '@breakwater/contracts';
import { keyAfter, keysetPage } from '@breakwater/service-kit';

/** Sorts before every SKU. */
const BEFORE_ALL = '';

/** The SKU after which the page begins. @throws InvalidCursorError */
export const skuAfter = (cursor: string | undefined): string => keyAfter(cursor, sku) ?? BEFORE_ALL;

/** Cuts a page from rows in SKU order; `rows` holds one more than `limit` when there is a next page. */
export const skuPage = <Row extends { sku: string }, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
): Page<Item> => keysetPage(rows, limit, (row) => row.sku, toItem);
