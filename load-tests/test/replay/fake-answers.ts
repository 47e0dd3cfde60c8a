/** What the fake shop answers. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export const ok = (body: unknown, status = 200): Answer => ({ status, body });

export const problem = (status: number, code: string, more: object = {}): Answer => ({
  status,
  body: { type: `urn:breakwater:problem:${code}`, title: code, status, detail: `detail of ${code}`, code, ...more },
});

/** A page of a list; the cursor is the number of items before it. */
export function page(all: readonly unknown[], url: URL): Answer {
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const to = from + Number(url.searchParams.get('limit'));
  return ok({ items: all.slice(from, to), nextCursor: to < all.length ? String(to) : null });
}

export const gbp = (amount: number) => ({ amount, currency: 'GBP' as const });
