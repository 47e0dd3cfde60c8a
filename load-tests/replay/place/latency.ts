import { build } from 'hdr-histogram-js';

const MICROSECONDS_PER_MS = 1000;
const LONGEST_MS = 120_000;

/** Latencies in milliseconds, as published. */
export interface LatencySummary {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Counts latencies with three significant digits, in constant memory. */
export class Latency {
  private readonly histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_MS * MICROSECONDS_PER_MS,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });

  record(tookMs: number): void {
    const bounded = Math.min(Math.max(tookMs, 0), LONGEST_MS);
    this.histogram.recordValue(Math.round(bounded * MICROSECONDS_PER_MS));
  }

  summary(): LatencySummary {
    const max = this.histogram.maxValue / MICROSECONDS_PER_MS;
    // The histogram answers with the upper end of a bucket, which may lie above the largest value.
    const at = (percentile: number) =>
      Math.min(max, this.histogram.getValueAtPercentile(percentile) / MICROSECONDS_PER_MS);
    const count = this.histogram.totalCount;
    return count === 0
      ? { count, p50: 0, p95: 0, p99: 0, max: 0 }
      : { count, p50: at(50), p95: at(95), p99: at(99), max };
  }
}
