import type { Outcome } from './flow.js';
import { LatencyRecorder } from '../latency/latency-recorder.js';
import type { LabelledOutcomes, LoadResult } from './load-result.js';

/** Labels beyond these are one: a label per request would be a histogram per request. */
const MOST_LABELS = 40;

/** What ended, and how long it had taken. */
export class Tally {
  readonly counts: Record<Outcome['kind'], number> = { ok: 0, refused: 0, failed: 0 };
  private good = 0;
  private readonly latency = { ok: new LatencyRecorder(), all: new LatencyRecorder() };
  private readonly responseTime = { ok: new LatencyRecorder(), all: new LatencyRecorder() };
  private readonly labels = new Map<string, { outcome: Outcome; latency: LatencyRecorder }>();

  /** @param latencyLimitMs ok within this is goodput */
  constructor(private readonly latencyLimitMs: number | undefined) {}

  /**
   * @param latencyMs since it was due
   * @param responseMs since it was started
   */
  add(outcome: Outcome, latencyMs: number, responseMs: number): void {
    this.counts[outcome.kind] += 1;
    this.latency.all.record(latencyMs);
    this.responseTime.all.record(responseMs);
    if (outcome.kind === 'ok') {
      this.latency.ok.record(latencyMs);
      this.responseTime.ok.record(responseMs);
      if (latencyMs <= (this.latencyLimitMs ?? Infinity)) this.good += 1;
    }
    this.label(outcome).record(latencyMs);
  }

  figures(
    durationMs: number,
  ): Pick<LoadResult, 'ok' | 'refused' | 'failed' | 'latency' | 'responseTime' | 'labels' | 'goodput'> {
    return {
      ...this.counts,
      latency: { ok: this.latency.ok.summary(), all: this.latency.all.summary() },
      responseTime: { ok: this.responseTime.ok.summary(), all: this.responseTime.all.summary() },
      labels: [...this.labels.values()].flatMap(({ outcome, latency }): LabelledOutcomes[] => {
        const summary = latency.summary();
        return summary === null ? [] : [{ ...outcome, count: summary.count, latency: summary }];
      }),
      goodput: { perSecond: this.good / (durationMs / 1000), withinMs: this.latencyLimitMs ?? null },
    };
  }

  private label({ kind, label }: Outcome): LatencyRecorder {
    const known = this.labels.get(`${kind} ${label}`);
    if (known !== undefined) return known.latency;
    if (this.labels.size >= MOST_LABELS && label !== 'other') return this.label({ kind, label: 'other' });
    const latency = new LatencyRecorder();
    this.labels.set(`${kind} ${label}`, { outcome: { kind, label }, latency });
    return latency;
  }
}
