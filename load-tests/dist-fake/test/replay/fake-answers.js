export const ok = (body, status = 200) => ({ status, body });
export const problem = (status, code, more = {}) => ({
  status,
  body: { type: `urn:breakwater:problem:${code}`, title: code, status, detail: `detail of ${code}`, code, ...more },
});
/** A page of a list; the cursor is the number of items before it. */
export function page(all, url) {
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const to = from + Number(url.searchParams.get('limit'));
  return ok({ items: all.slice(from, to), nextCursor: to < all.length ? String(to) : null });
}
export const gbp = (amount) => ({ amount, currency: 'GBP' });
//# sourceMappingURL=fake-answers.js.map
