import { z } from 'zod';
import { InvalidLoadJobError } from './errors.js';
import { refuseRemoteTargets } from './local-targets.js';
import { plannedArrivals, plannedMs } from './schedule.js';

const MAX_RATE = 20_000;
const MAX_DURATION_MS = 2 * 3_600_000;
const MAX_ARRIVALS = 5_000_000;
const MAX_IN_FLIGHT = 20_000;

const durationMs = z.number().min(1).max(MAX_DURATION_MS);
const rate = z.number().min(0).max(MAX_RATE);
const spacing = {
  /** Even, as a metronome; or Poisson, as from people who know nothing of each other: the same seed, the same arrivals. */
  spacing: z
    .union([
      z.literal('even'),
      z.strictObject({
        kind: z.literal('poisson'),
        seed: z
          .int()
          .min(0)
          .max(2 ** 32 - 1),
      }),
    ])
    .default('even'),
};

/** When requests arrive, whatever became of those before: an open model. */
export const arrivals = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('constant'),
    ratePerSecond: rate.refine((value) => value > 0, { error: 'must be above 0' }),
    durationMs,
    ...spacing,
  }),
  z.strictObject({
    kind: z.literal('ramping'),
    fromRatePerSecond: rate,
    /** The rate moves in a straight line to each stage's. */
    stages: z
      .array(z.strictObject({ durationMs, toRatePerSecond: rate }))
      .min(1)
      .max(1_000),
    ...spacing,
  }),
  z.strictObject({
    kind: z.literal('trace'),
    /** From the run's start, never falling. */
    offsetsMs: z
      .array(z.number().min(0).max(MAX_DURATION_MS))
      .min(1)
      .max(MAX_ARRIVALS)
      .refine((offsets) => offsets.every((at, index) => at >= (offsets[index - 1] ?? 0)), {
        error: 'must not fall: sort the trace',
        abort: true,
      }),
  }),
]);
export type Arrivals = z.input<typeof arrivals>;
export type CheckedArrivals = z.output<typeof arrivals>;

const job = z.strictObject({
  /** A file URL or a path, of compiled JavaScript; see `FlowModule`. */
  flow: z.union([z.instanceof(URL).transform((url) => url.href), z.string().min(1)]),
  flowOptions: z.json().optional(),
  arrivals,
  /** An arrival that would be one more is never started, and the rate counts as not kept. */
  maxInFlight: z.int().min(1).max(MAX_IN_FLIGHT),
  /** Of one arrival, from its start. */
  timeoutMs: z.number().min(1).max(600_000),
  /** How much of the arrivals' beginning is run and not counted. */
  warmUpMs: z.number().min(0).default(0),
  /** For goodput: an answer that comes later than this is worth nothing. */
  latencyLimitMs: z.number().min(0.1).optional(),
  /** The rate counts as not kept when one arrival in a hundred starts later than this. */
  maxStartLagMs: z.number().min(1).default(25),
  allowRemote: z.boolean().default(false),
});
export type LoadJob = z.input<typeof job>;
export type CheckedJob = z.output<typeof job>;

/** @throws InvalidLoadJobError, naming each value that is wrong; RemoteTargetError */
export function checkJob(input: LoadJob): CheckedJob {
  const parsed = job.safeParse(input);
  if (!parsed.success) throw new InvalidLoadJobError(parsed.error.issues.map((issue) => describe(issue, input)));
  const checked = parsed.data;
  const problems = [...bounds(checked.arrivals, checked.warmUpMs)];
  if (problems.length > 0) throw new InvalidLoadJobError(problems);
  if (!checked.allowRemote) refuseRemoteTargets(checked.flowOptions);
  return checked;
}

function* bounds(wanted: CheckedArrivals, warmUpMs: number): Generator<string> {
  const planned = plannedArrivals(wanted);
  const lasts = plannedMs(wanted);
  if (planned < 1) yield `arrivals: must be at least one, but the rates and times make ${planned}`;
  if (planned > MAX_ARRIVALS)
    yield `arrivals: must be at most ${MAX_ARRIVALS}, but the rates and times make ${planned}`;
  if (lasts > MAX_DURATION_MS) yield `arrivals: must take at most ${MAX_DURATION_MS} ms, but take ${lasts} ms`;
  if (warmUpMs > 0 && warmUpMs >= lasts)
    yield `warmUpMs: must be less than the ${lasts} ms that the arrivals take, got ${warmUpMs}`;
}

function describe({ path, message }: z.core.$ZodIssue, input: unknown): string {
  let value: unknown = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  const shown = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return `${path.map(String).join('.') || 'the job'}: ${message}, got ${shown.length > 100 ? `${shown.slice(0, 100)}…` : shown}`;
}
