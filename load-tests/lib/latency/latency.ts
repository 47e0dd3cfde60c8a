import { LatencyRecorder } from './latency-recorder.js';

/** Latencies in milliseconds, as published. */
export interface LatencySummary {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** The latencies of a whole run, all zero while there are none. */
export class Latency {
  private readonly recorder = new LatencyRecorder();

  record(tookMs: number): void {
    this.recorder.record(tookMs);
  }

  summary(): LatencySummary {
    const summary = this.recorder.summary();
    if (!summary) return { count: 0, p50: 0, p95: 0, p99: 0, max: 0 };
    const { count, p50Ms, p95Ms, p99Ms, maxMs } = summary;
    return { count, p50: p50Ms, p95: p95Ms, p99: p99Ms, max: maxMs };
  }
}
