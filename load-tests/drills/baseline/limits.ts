// Read by k6 as well: nothing is imported here.

/** Promised p99 of each fast route, in ms; in CI seconds say whether the routes work, not how fast they are. */
export const P99_LIMITS_MS = {
  full: { reads: 100, signIn: 500 },
  ci: { reads: 2_000, signIn: 5_000 },
} as const;

/** Of all requests, those that may fail. */
export const FAILED_SHARE = { full: 0.001, ci: 0 } as const;
