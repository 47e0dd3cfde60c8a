import type { Flow, Outcome } from './flow.js';
import { GeneratorWatch } from './generator-watch.js';
import type { CheckedJob } from './job.js';
import { LatencyRecorder } from '../latency/latency-recorder.js';
import type { LoadResult, SecondOfLoad } from './load-result.js';
import { runArrival } from './run-arrival.js';
import { plannedMs, schedule } from './schedule.js';
import { Tally } from './tally.js';
import { Timeline } from './timeline.js';
import { whyNotKept } from './why-not-kept.js';

/** Between the opening of the flow and the first arrival, so that what opening left to do is done. */
const LEAD_MS = 20;
const LOOK_AT_SECONDS_EVERY_MS = 100;

/** Starts each arrival when it is due, whatever became of those before. For one job. */
export class LoadGenerator {
  private readonly watch = new GeneratorWatch();
  private readonly startLag = new LatencyRecorder();
  private readonly tally: Tally;
  private readonly timeline: Timeline;
  /** Of `performance.now()`, when the arrivals begin. */
  private zero = 0;
  private index = 0;
  private inFlight = 0;
  private started = 0;
  private neverStarted = 0;
  private isWarm = false;
  private allEnded: (() => void) | undefined;

  /** @param tell gets each second when it is over */
  constructor(
    private readonly job: CheckedJob,
    private readonly flow: Flow,
    tell: (second: SecondOfLoad) => void,
  ) {
    this.tally = new Tally(job.latencyLimitMs);
    this.timeline = new Timeline(tell);
  }

  /** Returns when the last arrival has ended. */
  async run(): Promise<LoadResult> {
    this.zero = performance.now() + LEAD_MS;
    const seconds = setInterval(
      () => this.timeline.closeUntil(this.sinceWarmUp(performance.now()), this.inFlight),
      LOOK_AT_SECONDS_EVERY_MS,
    );
    await this.startAll();
    const generator = { ...this.watch.state(), startLag: this.startLag.summary() };
    await new Promise<void>((resolve) => {
      this.allEnded = resolve;
      if (this.inFlight === 0) resolve();
    });
    clearInterval(seconds);
    this.watch.stop();
    this.timeline.finish(this.inFlight);
    return this.result(generator);
  }

  private startAll(): Promise<void> {
    const due = schedule(this.job.arrivals);
    const planned = plannedMs(this.job.arrivals);
    return new Promise((resolve) => {
      let next = due.next();
      const startDue = () => {
        const now = performance.now();
        for (; !next.done && this.zero + next.value <= now; next = due.next()) this.arrive(next.value);
        // After the last arrival, the rest of the planned time is still part of the run.
        const at = next.done ? planned : next.value;
        if (next.done && this.zero + at <= now) resolve();
        else setTimeout(startDue, this.zero + at - now);
      };
      setTimeout(startDue, LEAD_MS);
    });
  }

  private arrive(offsetMs: number): void {
    const index = this.index;
    this.index += 1;
    const isCounted = offsetMs >= this.job.warmUpMs;
    if (isCounted && !this.isWarm) {
      this.isWarm = true;
      this.watch.restart();
    }
    const due = this.zero + offsetMs;
    if (isCounted) this.timeline.offered(offsetMs - this.job.warmUpMs);
    if (this.inFlight >= this.job.maxInFlight) {
      if (isCounted) this.neverStarted += 1;
      return;
    }
    const startedAt = performance.now();
    if (isCounted) {
      this.started += 1;
      this.timeline.started(this.sinceWarmUp(startedAt));
      this.startLag.record(startedAt - due);
    }
    this.inFlight += 1;
    const arrival = { index, intendedAt: performance.timeOrigin + due };
    void runArrival(this.flow, arrival, this.job.timeoutMs).then((outcome) =>
      this.ended(outcome, isCounted, due, startedAt),
    );
  }

  private ended(outcome: Outcome, isCounted: boolean, due: number, startedAt: number): void {
    this.inFlight -= 1;
    if (isCounted) {
      const now = performance.now();
      this.timeline.ended(outcome.kind, this.sinceWarmUp(now), now - due, this.inFlight);
      this.tally.add(outcome, now - due, now - startedAt);
    }
    if (this.inFlight === 0) this.allEnded?.();
  }

  private sinceWarmUp(at: number): number {
    return at - this.zero - this.job.warmUpMs;
  }

  private result(generator: LoadResult['generator']): LoadResult {
    const { job, started, neverStarted } = this;
    const durationMs = plannedMs(job.arrivals) - job.warmUpMs;
    const offered = started + neverStarted;
    const counts = { offered, started, neverStarted, generator };
    const reason = whyNotKept(counts, job);
    return {
      startedAt: performance.timeOrigin + this.zero + job.warmUpMs,
      durationMs,
      ...counts,
      offeredPerSecond: offered / (durationMs / 1000),
      ...this.tally.figures(durationMs),
      timeline: this.timeline.seconds,
      kept: reason === null,
      reason,
    };
  }
}
