import type { Latency } from '../latency/latency-recorder.js';
import type { Outcome } from './flow.js';

/** One second of a run, counted from the end of the warm-up. */
export interface SecondOfLoad {
  second: number;
  /** Arrivals that were due in this second. */
  offered: number;
  /** Arrivals that were started in this second. */
  started: number;
  /** What ended in this second, and below: how long that had taken since it was due. */
  ok: number;
  refused: number;
  failed: number;
  /** Of what was ok; null when nothing was. */
  p50Ms: number | null;
  p99Ms: number | null;
  /** At the end of the second. */
  inFlight: number;
}

export interface LabelledOutcomes extends Outcome {
  count: number;
  latency: Latency;
}

/** How the generator itself fared. */
export interface GeneratorState {
  /** From when an arrival was due to when it was started. */
  startLag: Latency | null;
  /** Share of the time in which the event loop was busy, 0 to 1. */
  eventLoopUtilisation: number;
  eventLoopDelayP99Ms: number;
  /** CPU time per time; 1 is one core. */
  cpuShare: number;
}

/** What a load run found. The warm-up is in none of it. */
export interface LoadResult {
  /** End of the warm-up, in milliseconds since 1970. */
  startedAt: number;
  /** From there to the end of the planned arrivals. */
  durationMs: number;
  /** Arrivals that were due; `started` and `neverStarted` add up to it. */
  offered: number;
  started: number;
  /** As many as `maxInFlight` were running already. */
  neverStarted: number;
  ok: number;
  refused: number;
  failed: number;
  offeredPerSecond: number;
  /** Counted from when an arrival was due: a stall is in the figures of everybody who would have come meanwhile. */
  latency: { ok: Latency | null; all: Latency | null };
  /** Counted from the actual start, as closed-loop tools do: for comparison alone. */
  responseTime: { ok: Latency | null; all: Latency | null };
  labels: LabelledOutcomes[];
  /** What was ok, within `latencyLimitMs` when there is one, per second of `durationMs`. */
  goodput: { perSecond: number; withinMs: number | null };
  timeline: SecondOfLoad[];
  generator: GeneratorState;
  /** Whether the rate was kept. A run whose rate was not kept says nothing about the system: do not count it. */
  kept: boolean;
  /** Why the rate was not kept. */
  reason: string | null;
}
