import { z } from 'zod';

const nullable = z.number().nullable();

/** One second of an arm's run, as in the load generator's timeline. */
export const secondOfRun = z.object({
  second: z.number(),
  offered: z.number(),
  ok: z.number(),
  refused: z.number(),
  failed: z.number(),
  p50Ms: nullable,
  p99Ms: nullable,
  inFlight: z.number(),
});

const latency = z
  .object({
    count: z.number(),
    meanMs: z.number(),
    p50Ms: z.number(),
    p90Ms: z.number(),
    p95Ms: z.number(),
    p99Ms: z.number(),
    p999Ms: z.number(),
    maxMs: z.number(),
  })
  .nullable();

/** What the load found in one phase. */
export const phaseLoad = z.object({
  offered: z.number(),
  ok: z.number(),
  refused: z.number(),
  failed: z.number(),
  neverStarted: z.number(),
  offeredPerSecond: z.number(),
  goodputPerSecond: z.number(),
  /** From when a request was due. */
  latency: z.object({ ok: latency, all: latency }),
  labels: z.array(
    z.object({
      kind: z.enum(['ok', 'refused', 'failed']),
      label: z.string(),
      count: z.number(),
      p50Ms: z.number().optional(),
      p99Ms: z.number().optional(),
    }),
  ),
  timeline: z.array(secondOfRun),
  /** The generator's own lag, p99. */
  startLagP99Ms: nullable,
});

/** One phase of one run of one arm. */
export const phaseObservation = z.object({
  name: z.string(),
  role: z.enum(['baseline', 'trigger', 'observe']),
  /** Since the arm's first phase began; the phase's first counted second. */
  startsAtMs: z.number(),
  durationMs: z.number(),
  load: phaseLoad,
});
export type PhaseObservation = z.infer<typeof phaseObservation>;

/** What a probe read, over a whole run. */
export const probeReadings = z.object({
  name: z.string(),
  unit: z.string(),
  /** [milliseconds since the arm's first phase began, value] */
  readings: z.array(z.tuple([z.number(), z.number()])),
});
export type ProbeReadings = z.infer<typeof probeReadings>;

/** One run of one arm. */
export const armRun = z.object({
  repeat: z.number(),
  phases: z.array(phaseObservation),
  probes: z.array(probeReadings),
  /** The drill's own. */
  figures: z.record(z.string(), z.unknown()),
});
export type ArmRun = z.infer<typeof armRun>;

/** What stands in a drill's result file under `arms`. */
export const drillArms = z.record(z.string(), z.object({ runs: z.array(armRun) }));
export type DrillArms = z.infer<typeof drillArms>;
