import type { ArmRun, PhaseObservation } from '../../drill/observation.js';
import { medianRepeat } from '../median-repeat.js';
import type { TimeAxis } from './time-axis.js';

/** A value at a time, in seconds of the axis. */
export interface Sample {
  atS: number;
  value: number;
}

export interface Extent {
  atS: number;
  lowest: number;
  highest: number;
}

/** What one arm did over time. A piece ends where there is nothing to show, and with its phase. */
export interface Series {
  /** Position of the arm in the story: decides about colour and marker. */
  arm: number;
  /** What is written at the end of the line. */
  label: string;
  style: 'solid' | 'dashed';
  /** Of the median repeat. */
  pieces: readonly (readonly Sample[])[];
  /** Of all repeats; empty when there is one. */
  band: readonly (readonly Extent[])[];
}

interface Arm {
  name: string;
  runs: readonly ArmRun[];
}

export interface Reader {
  /** Samples further apart than this are not joined. */
  gapS: number;
  read: (run: ArmRun) => { phase: string; samples: Sample[] }[];
}

type Second = PhaseObservation['load']['timeline'][number];

/** @param index of the arm in the story */
export function seriesOf(arm: Arm, index: number, label: string, style: Series['style'], reader: Reader): Series {
  const shown = medianRepeat(arm.runs);
  return {
    ...{ arm: index, label, style },
    pieces: shown ? reader.read(shown).flatMap(({ samples }) => split(samples, reader.gapS)) : [],
    band: arm.runs.length > 1 ? bandOf(arm.runs, reader) : [],
  };
}

/** A figure of each second of the load. */
export const perSecond = (axis: TimeAxis, valueOf: (second: Second) => number | null): Reader => ({
  gapS: Math.max(1.5, axis.finestS),
  read: ({ phases }) =>
    phases.map(({ name, load }) => ({
      phase: name,
      samples: load.timeline.flatMap((second) => {
        const value = valueOf(second);
        return value === null || !Number.isFinite(value) ? [] : [{ atS: axis.ofSecond(name, second.second), value }];
      }),
    })),
});

/** What a probe read while load was on. It is read every second, give or take. */
export const ofProbe = (axis: TimeAxis, probe: string): Reader => ({
  gapS: Math.max(2.5, axis.finestS),
  read: (run) => {
    const byPhase = new Map<string, Sample[]>(run.phases.map(({ name }) => [name, []]));
    for (const [atMs, value] of run.probes.find(({ name }) => name === probe)?.readings ?? []) {
      const at = axis.ofMoment(run, atMs);
      if (at && Number.isFinite(value)) byPhase.get(at.phase)?.push({ atS: at.atS, value });
    }
    return [...byPhase].map(([phase, samples]) => ({ phase, samples }));
  },
});

function bandOf(runs: readonly ArmRun[], { gapS, read }: Reader): Extent[][] {
  const phases = new Map<string, Map<number, Extent>>();
  for (const { phase, samples } of runs.flatMap(read)) {
    const seconds = phases.get(phase) ?? new Map<number, Extent>();
    phases.set(phase, seconds);
    for (const { atS, value } of samples) {
      // Samples of the same second belong together: a probe is not read at the same millisecond in each repeat.
      const second = Math.floor(atS);
      const { lowest = Infinity, highest = -Infinity } = seconds.get(second) ?? {};
      seconds.set(second, {
        atS: second + 0.5,
        lowest: Math.min(lowest, value),
        highest: Math.max(highest, value),
      });
    }
  }
  return [...phases.values()].flatMap((seconds) =>
    split(
      [...seconds.values()].toSorted((a, b) => a.atS - b.atS),
      gapS,
    ),
  );
}

function split<T extends { atS: number }>(samples: readonly T[], gapS: number): T[][] {
  const pieces: T[][] = [];
  let before = -Infinity;
  for (const sample of samples) {
    if (sample.atS - before > gapS) pieces.push([]);
    pieces.at(-1)?.push(sample);
    before = sample.atS;
  }
  return pieces;
}
