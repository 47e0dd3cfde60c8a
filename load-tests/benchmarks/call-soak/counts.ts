/** How many there are of each kind; a kind that is not named has none. */
export type Counts = Readonly<Record<string, number>>;

export function countOf(kinds: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  for (const kind of kinds.toSorted()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The lower of both, kind by kind. */
export function lower(one: Counts, other: Counts): Counts {
  const both = Object.entries(one).map(([kind, count]) => [kind, Math.min(count, other[kind] ?? 0)] as const);
  return Object.fromEntries(both.filter(([, count]) => count > 0));
}

/** The higher of both, kind by kind. */
export function higher(one: Counts, other: Counts): Counts {
  const both = Object.entries(one).map(([kind, count]) => [kind, Math.max(count, other[kind] ?? 0)] as const);
  return { ...other, ...Object.fromEntries(both) };
}

/** What there is more of than before. A kind that has become less pays for no other. */
export function more(before: Counts, after: Counts): Counts {
  const grown = Object.entries(after).map(([kind, count]) => [kind, count - (before[kind] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0));
}

export const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
