/** One promise of a script: a threshold for k6, and a line for people. */
export interface Limit {
  /** For people. */
  name: string;
  /** A metric of k6, with its tags: `http_req_duration{name:product}`. */
  metric: string;
  /** `p(99)`, `rate`, `count`. */
  statistic: string;
  is: '<=' | '>=' | '==';
  value: number;
  unit: string;
}

/** k6 had no VU for an arrival: less load than was to be made, and figures that say nothing. */
export const RATE_KEPT: Limit = {
  name: 'arrivals left out',
  metric: 'dropped_iterations',
  statistic: 'count',
  is: '==',
  value: 0,
  unit: 'iterations',
};

/** Share of the requests with another status than theirs, or without an answer. */
export const failedAtMost = (share: number): Limit => ({
  name: 'requests that failed',
  metric: 'http_req_failed',
  statistic: 'rate',
  is: '<=',
  value: share,
  unit: 'share',
});

/**
 * That what carries the tag was asked at all, and how soon 99 of 100 answers were there.
 * @param tag `name:product`, `scenario:rate-10`
 */
export const answeredWithin = (what: string, tag: string, p99Ms: number): Limit[] => [
  { name: `${what}, p99`, metric: `http_req_duration{${tag}}`, statistic: 'p(99)', is: '<=', value: p99Ms, unit: 'ms' },
  // Of nothing, every percentile is 0.
  { name: `${what}, asked`, metric: `http_reqs{${tag}}`, statistic: 'count', is: '>=', value: 1, unit: 'requests' },
];

/** As k6's `options.thresholds`. */
export function thresholdsOf(limits: readonly Limit[]): Record<string, string[]> {
  const thresholds: Record<string, string[]> = {};
  for (const { metric, statistic, is, value } of limits) {
    (thresholds[metric] ??= []).push(`${statistic}${is}${value}`);
  }
  return thresholds;
}
