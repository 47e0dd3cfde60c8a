import { type LoadResult, runLoad, type SecondOfLoad } from '../load/index.js';
import type { Bench } from './bench.js';
import type { ArmName, Drill, OpenArm, Phase, Size } from './drill.js';
import { ProtocolError } from './errors.js';
import type { ArmRun, PhaseObservation } from './observation.js';
import { Prober } from './prober.js';

/** Where a run is, for those who watch. */
export interface RunListener {
  phase(arm: ArmName, repeat: number, phase: Phase): void;
  second(arm: ArmName, phase: Phase, second: SecondOfLoad): void;
}

export interface ArmRunOptions {
  arm: ArmName;
  /** From 1. */
  repeat: number;
  signal: AbortSignal;
  listener: RunListener;
}

/**
 * Opens one arm, takes it through its phases and closes it, however that ends.
 * @throws ProtocolError when the baseline is not healthy, the generator did not keep a rate, or a trigger did not happen
 * @throws LoadInterruptedError when the signal aborted
 */
export async function runArm<S extends Size>(
  drill: Drill<S>,
  size: S,
  bench: Bench,
  { arm, repeat, signal, listener }: ArmRunOptions,
): Promise<ArmRun> {
  try {
    const open = await drill.open(arm, size, bench);
    signal.throwIfAborted();
    requireNames(open.phases);
    const prober = new Prober(open.probes);
    const run: ArmRun = { repeat, phases: [], probes: [], figures: {} };
    try {
      for (const phase of open.phases) {
        if (run.phases.some(({ role }) => role !== 'baseline') && open.isOver?.(run) === true) break;
        listener.phase(arm, repeat, phase);
        const startsAtMs = prober.elapsedMs + (phase.load.warmUpMs ?? 0);
        const load = await runPhase(phase, signal, (second) => listener.second(arm, phase, second));
        run.phases.push(observationOf(phase, load, startsAtMs));
        requireProtocol(drill, arm, run, open, phase);
      }
    } finally {
      run.probes = prober.stop();
    }
    run.figures = (await open.figures?.()) ?? {};
    return run;
  } finally {
    await bench.closeArm();
  }
}

async function runPhase(
  phase: Phase,
  signal: AbortSignal,
  onProgress: (second: SecondOfLoad) => void,
): Promise<LoadResult> {
  try {
    await phase.before?.();
    const load = await runLoad(phase.load, { signal, onProgress });
    if (!load.kept) throw new ProtocolError(`"${phase.name}": the load was not put on: ${load.reason}`);
    const whyNot = await phase.proof?.();
    if (whyNot !== undefined) throw new ProtocolError(`"${phase.name}": what it is for did not happen: ${whyNot}`);
    return load;
  } finally {
    await phase.after?.();
  }
}

/** Figures of the same phase in other runs and arms are found by its name. */
function requireNames(phases: readonly Phase[]): void {
  const twice = phases.find(({ name }, index) => phases.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw new TypeError(`Two phases are named "${twice.name}".`);
}

/** After the last baseline phase, and before anything is done to the arm. */
function requireProtocol<S extends Size>(
  drill: Drill<S>,
  arm: ArmName,
  run: ArmRun,
  { phases }: OpenArm,
  { role }: Phase,
): void {
  const next = phases[run.phases.length];
  if (role !== 'baseline' || next?.role === 'baseline') return;
  const why = drill.whyUnhealthy(run);
  if (why !== undefined) throw new ProtocolError(`the ${arm} arm is not healthy before anything is done to it: ${why}`);
}

function observationOf({ name, role }: Phase, load: LoadResult, startsAtMs: number): PhaseObservation {
  const { offered, ok, refused, failed, neverStarted, offeredPerSecond, goodput, latency } = load;
  return {
    name,
    role,
    startsAtMs: Math.round(startsAtMs),
    durationMs: load.durationMs,
    load: {
      ...{ offered, ok, refused, failed, neverStarted, latency },
      offeredPerSecond: round(offeredPerSecond),
      goodputPerSecond: round(goodput.perSecond),
      labels: load.labels.map(({ kind, label, count, latency: { p50Ms, p99Ms } }) => ({
        kind,
        label,
        count,
        p50Ms,
        p99Ms,
      })),
      timeline: load.timeline.map(({ started: _, ...second }) => second),
      startLagP99Ms: load.generator.startLag?.p99Ms ?? null,
    },
  };
}

const round = (value: number): number => Number(value.toFixed(2));
