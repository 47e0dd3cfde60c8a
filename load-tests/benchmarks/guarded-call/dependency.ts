export interface Quote {
  price: number;
}

/** What all arms call. It answers at once, so that what is measured is what stands around it. */
export async function askForQuote(input: number): Promise<Quote> {
  return { price: input + 1 };
}

/** The guards' settings, the same for each that has them. */
export const GUARD = {
  deadlineMs: 1_000,
  concurrent: 10,
  queued: 10,
  failureRate: 0.5,
  minimumCalls: 10,
  windowMs: 10_000,
  openMs: 5_000,
} as const;
