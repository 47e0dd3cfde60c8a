import type { Outcome } from './flow.js';
import { LatencyRecorder } from '../latency/latency-recorder.js';
import type { SecondOfLoad } from './load-result.js';

/** The run second by second; a second is closed, and told, when it is over. All times are milliseconds since the warm-up. */
export class Timeline {
  readonly seconds: SecondOfLoad[] = [];
  private closed = 0;
  private readonly latency = new LatencyRecorder();

  constructor(private readonly tell: (second: SecondOfLoad) => void) {}

  offered(dueMs: number): void {
    // It may be a second that has been told already: the final figures are exact, those told on the way miss an arrival or two.
    this.at(dueMs).offered += 1;
  }

  started(startedMs: number): void {
    this.at(startedMs).started += 1;
  }

  /** Ends come in the order of time. */
  ended(kind: Outcome['kind'], endedMs: number, latencyMs: number, inFlight: number): void {
    this.closeUntil(endedMs, inFlight);
    this.at(endedMs)[kind] += 1;
    if (kind === 'ok') this.latency.record(latencyMs);
  }

  /** Closes the seconds that are over. */
  closeUntil(nowMs: number, inFlight: number): void {
    while (nowMs >= (this.closed + 1) * 1000) this.close(inFlight);
  }

  /** Closes the last second, of which only a part was used. */
  finish(inFlight: number): void {
    while (this.closed < this.seconds.length) this.close(inFlight);
  }

  private at(ms: number): SecondOfLoad {
    const wanted = Math.floor(ms / 1000);
    for (let second = this.seconds.length; second <= wanted; second += 1) {
      const counts = { offered: 0, started: 0, ok: 0, refused: 0, failed: 0 };
      this.seconds.push({ second, ...counts, p50Ms: null, p99Ms: null, inFlight: 0 });
    }
    return this.seconds[wanted] as SecondOfLoad;
  }

  private close(inFlight: number): void {
    const second = this.at(this.closed * 1000);
    second.p50Ms = this.latency.percentileMs(50) ?? null;
    second.p99Ms = this.latency.percentileMs(99) ?? null;
    second.inFlight = inFlight;
    this.latency.reset();
    this.closed += 1;
    this.tell(second);
  }
}
