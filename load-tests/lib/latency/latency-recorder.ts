import { build, type Histogram } from 'hdr-histogram-js';

const LONGEST_US = 3_600_000_000;

/** Percentiles in milliseconds, from an HDR histogram of microseconds with three digits. */
export interface Latency {
  count: number;
  meanMs: number;
  p50Ms: number;
  p90Ms: number;
  p95Ms: number;
  p99Ms: number;
  p999Ms: number;
  maxMs: number;
}

/** How long things took. @see http://hdrhistogram.org */
export class LatencyRecorder {
  private readonly histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
  });

  record(ms: number): void {
    this.histogram.recordValue(Math.min(LONGEST_US, Math.max(1, Math.round(ms * 1000))));
  }

  /** Undefined while nothing was recorded. */
  percentileMs(percentile: number): number | undefined {
    return this.histogram.totalCount === 0 ? undefined : this.histogram.getValueAtPercentile(percentile) / 1000;
  }

  summary(): Latency | null {
    const { histogram } = this;
    if (histogram.totalCount === 0) return null;
    const maxMs = histogram.maxValue / 1000;
    // The histogram answers with the upper end of a bucket, which may lie above the largest value.
    const at = (percentile: number) => Math.min(maxMs, histogram.getValueAtPercentile(percentile) / 1000);
    return {
      count: histogram.totalCount,
      meanMs: Math.round(histogram.mean) / 1000,
      p50Ms: at(50),
      p90Ms: at(90),
      p95Ms: at(95),
      p99Ms: at(99),
      p999Ms: at(99.9),
      maxMs,
    };
  }

  reset(): void {
    this.histogram.reset();
  }
}
