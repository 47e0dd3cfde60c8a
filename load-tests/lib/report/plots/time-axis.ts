import type { ArmRun, PhaseObservation } from '../../drill/observation.js';
import { mergePhaseNames } from '../phase-names.js';

/** So many stretches of time can be seen apart in a plot. */
export const MOST_BUCKETS = 240;

/** Where a phase lies on the time axis. */
export interface PhaseSlot {
  name: string;
  role: PhaseObservation['role'];
  fromS: number;
  toS: number;
}

/**
 * The time axis that all arms and repeats share: the phases one after the other, each as long as its longest run, warm-ups left
 * out. A phase so begins at the same place in every run, also where an arm took longer to come to its end.
 */
export class TimeAxis {
  readonly slots: readonly PhaseSlot[];
  readonly lengthS: number;
  readonly #slots: ReadonlyMap<string, PhaseSlot>;

  constructor(runs: readonly ArmRun[]) {
    const slots: PhaseSlot[] = [];
    for (const name of mergePhaseNames(runs)) {
      const found = runs.flatMap(({ phases }) => phases.filter((phase) => phase.name === name));
      const fromS = slots.at(-1)?.toS ?? 0;
      const toS = fromS + Math.max(1, ...found.map((phase) => Math.ceil(secondsOf(phase))));
      slots.push({ name, role: found[0]?.role ?? 'observe', fromS, toS });
    }
    this.slots = slots;
    this.#slots = new Map(slots.map((slot) => [slot.name, slot]));
    this.lengthS = slots.at(-1)?.toS ?? 1;
  }

  /** Less than this cannot be seen apart: a gap that is shorter is not drawn, so that files stay small. */
  get finestS(): number {
    return this.lengthS / MOST_BUCKETS;
  }

  /** The middle of a second of the load's timeline. */
  ofSecond(phase: string, second: number): number {
    return (this.#slots.get(phase)?.fromS ?? 0) + second + 0.5;
  }

  /** A moment of a run; undefined in a warm-up or between two phases. */
  ofMoment({ phases }: ArmRun, atMs: number): { phase: string; atS: number } | undefined {
    const phase = phases.findLast(({ startsAtMs }) => startsAtMs <= atMs);
    const slot = phase && this.#slots.get(phase.name);
    if (!phase || !slot) return undefined;
    const atS = slot.fromS + (atMs - phase.startsAtMs) / 1_000;
    return atS <= slot.fromS + secondsOf(phase) ? { phase: slot.name, atS } : undefined;
  }
}

/** To the end of the planned arrivals, and further where answers came later. */
function secondsOf({ durationMs, load }: PhaseObservation): number {
  const last = load.timeline.findLast(({ offered, ok, refused, failed }) => offered + ok + refused + failed > 0);
  return Math.max(durationMs / 1_000, (last?.second ?? -1) + 1);
}
