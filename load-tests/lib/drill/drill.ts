import type { LoadJob } from '../load/index.js';
import type { Check } from '../results/result.js';
import type { ArmServer, Bench } from './bench.js';
import type { ArmRun } from './observation.js';

/** `unprotected` makes the classic mistake, `protected` is production code; a drill may bring others to compare with. */
export type ArmName = string;

/** How much of a drill is run: a row of its own data for each. */
export type SizeName = 'ci' | 'full';

/** What every size has; a drill adds its own. */
export interface Size {
  /** Times that each arm is run. */
  repeats: number;
}

/**
 * One stretch of a run. `baseline` proves that the arm is healthy, `trigger` is what is done to it, `observe` looks at what is
 * left of it afterwards.
 */
export interface Phase {
  name: string;
  role: 'baseline' | 'trigger' | 'observe';
  /** Put on by the generator, in a process of its own. */
  load: LoadJob;
  /** Done before the load starts, for example switching a fault on. What it starts must expire by itself. */
  before?: () => Promise<void>;
  /**
   * That what the phase is for happened: the fault was active, the cache had expired. Asked when the load is over.
   * @returns why not; undefined when it did
   */
  proof?: () => Promise<string | undefined>;
  /** Done when the phase is over, and also when the run is interrupted. */
  after?: () => Promise<void>;
}

/** Something read every second while an arm runs. */
export interface Probe {
  name: string;
  unit: string;
  /** Null when there is nothing to read at the moment. */
  read(): Promise<number | null>;
}

/** An arm that is up. */
export interface OpenArm {
  phases: readonly Phase[];
  probes: readonly Probe[];
  /** The server under test, for the probes that every drill has. */
  server: ArmServer;
  /**
   * Whether the rest of this arm's phases is skipped: after the arm has broken, more load would only take time.
   * @param run up to now
   */
  isOver?(run: ArmRun): boolean;
  /** Figures beside the load's, read when all phases are over; they go into the result. */
  figures?(): Promise<Record<string, unknown>>;
}

/** What one drill shows, beside the checks. */
export interface Headline {
  name: string;
  unit: string;
  /** By arm, median of the repeats; null where an arm has none. */
  values: Readonly<Record<ArmName, number | null>>;
}

/**
 * One failure mode as an experiment: data, and the few functions that are its own. The folder `load-tests/drills/<name>`
 * exports it from `drill.ts` as `drill`; nothing else has to know of it.
 */
export interface Drill<S extends Size = Size> {
  /** As its folder. */
  name: string;
  title: string;
  /** What each arm will do, said before it is run. */
  hypothesis: string;
  /** In the order of the first repeat; the next one goes the other way round. */
  arms: readonly [ArmName, ...ArmName[]];
  sizes: Readonly<Record<SizeName, S>>;
  /** Opens an arm with data of its own. What it starts through the bench ends with the run. */
  open(arm: ArmName, size: S, bench: Bench): Promise<OpenArm>;
  /**
   * Why an arm is not healthy before anything is done to it; undefined when it is. Then no verdict is given.
   * @param baseline what the arm's baseline phases found
   */
  whyUnhealthy(baseline: ArmRun): string | undefined;
  /** Both directions: that the unprotected arm fails as the hypothesis says, and that the protected one does not. */
  verdict(runs: Readonly<Record<ArmName, readonly ArmRun[]>>, size: S): readonly Check[];
  /** Figures for both arms side by side. */
  headlines(runs: Readonly<Record<ArmName, readonly ArmRun[]>>, size: S): readonly Headline[];
  /** Name of the headline that stands for the drill in the README's table. */
  shows: string;
  /** The probe of {@link OpenArm.probes} that the report draws beside latency and goodput. */
  ownProbe: string;
}
