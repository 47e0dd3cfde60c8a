import type { z } from 'zod';
import type { ShopClient } from './shop-client.js';

export interface PagedList<T extends z.ZodType> {
  url: string;
  page: T;
  pageSize: number;
  /** Asked for before each page, since a long walk outlives a token. */
  token?: () => Promise<string>;
}

type ItemOf<T extends z.ZodType> = z.infer<T> extends { items: (infer I)[] } ? I : never;
interface AnyPage<I> {
  items: I[];
  nextCursor: string | null;
}

/** A place in a list that grows at its end. */
export interface ListPosition {
  /** Of the page; undefined for the first one. */
  cursor: string | undefined;
  /** Items of that page before the place. */
  items: number;
}

const START: ListPosition = { cursor: undefined, items: 0 };

/** Walks a cursor-paged list, one page in memory at a time. */
export async function* walk<T extends z.ZodType>(
  client: ShopClient,
  list: PagedList<T>,
  from: ListPosition = START,
): AsyncGenerator<ItemOf<T>> {
  let skip = from.items;
  for await (const { items } of pages(client, list, from.cursor)) {
    yield* items.slice(skip);
    skip = 0;
  }
}

/** Where the list ends now, to walk later what came after. */
export async function endOfList<T extends z.ZodType>(client: ShopClient, list: PagedList<T>): Promise<ListPosition> {
  let end = START;
  for await (const { cursor, items } of pages(client, list)) end = { cursor, items: items.length };
  return end;
}

async function* pages<T extends z.ZodType>(
  client: ShopClient,
  list: PagedList<T>,
  from?: string,
): AsyncGenerator<{ items: ItemOf<T>[]; cursor: string | undefined }> {
  let cursor = from;
  for (;;) {
    const url = new URL(list.url);
    url.searchParams.set('limit', String(list.pageSize));
    if (cursor !== undefined) url.searchParams.set('cursor', cursor);
    const token = await list.token?.();
    const page = (await client.require({
      method: 'GET',
      url: url.href,
      answer: list.page,
      ...(token === undefined ? {} : { token }),
    })) as AnyPage<ItemOf<T>>;
    yield { items: page.items, cursor };
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}
