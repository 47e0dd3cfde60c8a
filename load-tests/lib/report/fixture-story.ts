import type { ArmRun, PhaseObservation } from '../drill/observation.js';
import { atLeast, atMost, exactly } from '../results/result.js';
import type { Story } from './story.js';

type Second = PhaseObservation['load']['timeline'][number];
type Latency = NonNullable<PhaseObservation['load']['latency']['ok']>;

/** For specs: a story of a dependency that hangs for a while, with an arm that hangs with it and one that does not. */
export function fixtureStory(change: Partial<Story> = {}): Story {
  return {
    name: 'slow-carrier',
    title: 'A carrier that hangs takes checkout with it',
    hypothesis: 'Unprotected, checkout waits as long as the carrier does. Protected, it answers with an estimate.',
    size: 'full',
    commit: 'a'.repeat(40),
    date: '2026-11-21T12:34:56.000Z',
    machine: { cpu: 'Some CPU', cores: 2, memoryGb: 24, system: 'linux x64', node: 'v24.21.0' },
    arms: [
      { name: 'unprotected', runs: [1, 2, 3].map((repeat) => fixtureRun(repeat, 9_000)) },
      { name: 'protected', runs: [1, 2, 3].map((repeat) => fixtureRun(repeat, 0)) },
    ],
    headlines: [
      { name: 'p99 while the carrier hangs', unit: 'ms', values: { unprotected: 9_012.4, protected: 14.21 } },
      { name: 'failed checkouts', unit: '%', values: { unprotected: 61.5, protected: 0 } },
    ],
    checks: [
      atLeast('unprotected: p99 while the carrier hangs', 9_012.4, 'ms', 5_000),
      atMost('protected: p99 while the carrier hangs', 14.21, 'ms', 250),
      exactly('protected: failed checkouts', 0, 'checkouts', 0),
    ],
    ownProbe: 'connections in use',
    ...change,
  };
}

/** @param stallMs what the trigger adds to a request; a stall fails half of them */
export function fixtureRun(repeat: number, stallMs: number, seconds = [20, 40, 20]): ArmRun {
  const phases: PhaseObservation[] = [];
  const roles = ['baseline', 'trigger', 'observe'] as const;
  roles.forEach((role, index) => {
    const before = phases.at(-1);
    const startsAtMs = before ? before.startsAtMs + before.durationMs + 2_000 : 2_000;
    const timeline = Array.from({ length: seconds[index] ?? 0 }, (_, second) =>
      fixtureSecond(second, 8 + repeat + 3 * noise(second + 100 * index, repeat), role === 'trigger' ? stallMs : 0),
    );
    phases.push(fixturePhase({ name: role, role, startsAtMs }, timeline));
  });
  const last = phases.at(-1);
  const lengthS = Math.ceil(((last?.startsAtMs ?? 0) + (last?.durationMs ?? 0)) / 1_000);
  const [from = 0, length = 0] = seconds;
  const used = (atS: number) => (stallMs > 0 && atS > from + 4 && atS < from + length + 4 ? 10 : 2);
  return {
    repeat,
    phases,
    probes: [
      {
        name: 'connections in use',
        unit: 'connections',
        readings: Array.from({ length: lengthS }, (_, atS) => [
          atS * 1_000 + 3,
          used(atS) + Math.round(noise(atS, repeat)),
        ]),
      },
    ],
    figures: {},
  };
}

export function fixturePhase(
  phase: Pick<PhaseObservation, 'name' | 'role' | 'startsAtMs'>,
  timeline: readonly Second[],
): PhaseObservation {
  const sum = (read: (second: Second) => number) => timeline.reduce((total, second) => total + read(second), 0);
  const [ok, refused, failed] = [sum((one) => one.ok), sum((one) => one.refused), sum((one) => one.failed)];
  const latency = ok > 0 ? latencyOf(timeline) : null;
  return {
    ...phase,
    durationMs: timeline.length * 1_000,
    load: {
      offered: sum((one) => one.offered),
      ...{ ok, refused, failed },
      neverStarted: 0,
      offeredPerSecond: sum((one) => one.offered) / Math.max(1, timeline.length),
      goodputPerSecond: ok / Math.max(1, timeline.length),
      latency: { ok: latency, all: latency },
      labels: [
        { kind: 'ok' as const, label: '201', count: ok },
        { kind: 'failed' as const, label: 'timeout', count: failed },
        { kind: 'refused' as const, label: '503', count: refused },
      ].filter(({ count }) => count > 0),
      timeline: [...timeline],
      startLagP99Ms: 1.2,
    },
  };
}

export function fixtureSecond(second: number, p50Ms: number, stallMs = 0): Second {
  const isStalled = stallMs > 0 && second > 1;
  const failed = isStalled ? 60 : 0;
  return {
    second,
    offered: 100,
    ok: 100 - failed,
    refused: 0,
    failed,
    p50Ms: isStalled ? p50Ms + stallMs * 0.8 : p50Ms,
    p99Ms: isStalled ? p50Ms * 3 + stallMs : p50Ms * 3,
    inFlight: isStalled ? 300 : 1,
  };
}

function latencyOf(timeline: readonly Second[]): Latency {
  const p50s = timeline.flatMap(({ p50Ms }) => p50Ms ?? []).toSorted((a, b) => a - b);
  const most = Math.max(...timeline.map(({ p99Ms }) => p99Ms ?? 0));
  const p50Ms = p50s[p50s.length >> 1] ?? 0;
  return {
    ...{ count: 100, meanMs: p50Ms, p50Ms, p90Ms: (p50Ms + most) / 2, p95Ms: (p50Ms + 3 * most) / 4 },
    ...{ p99Ms: most, p999Ms: most * 1.2, maxMs: most * 1.5 },
  };
}

/** The same for the same numbers, from 0 to 1. */
function noise(a: number, b: number): number {
  const value = Math.sin(a * 12.9898 + b * 78.233) * 43_758.5453;
  return value - Math.floor(value);
}
