import type { Check, Machine } from '../results/result.js';
import type { Headline } from '../drill/drill.js';
import type { ArmRun } from '../drill/observation.js';

/** All that the report of a drill tells: the result file's contents, and the drill's own words. */
export interface Story {
  name: string;
  title: string;
  hypothesis: string;
  /** `full`, `ci`, or what was left out. */
  size: string;
  commit: string;
  /** ISO 8601. */
  date: string;
  machine: Machine;
  /** In the order in which they are shown. */
  arms: readonly { name: string; runs: readonly ArmRun[] }[];
  headlines: readonly Headline[];
  checks: readonly Check[];
  /** Name of the probe that is drawn beside latency and goodput. */
  ownProbe: string;
  /** Why there is no verdict: interrupted, or the protocol was not followed. */
  partial?: string;
}
