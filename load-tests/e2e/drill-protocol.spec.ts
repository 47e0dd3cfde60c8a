import { fileURLToPath } from 'node:url';
import { isAlive } from '@breakwater/embedded';
import { describe, expect, it } from 'vitest';
import type { Drill, Phase, Size } from '../lib/drill/drill.js';
import { ProtocolError } from '../lib/drill/errors.js';
import type { RunListener } from '../lib/drill/run-arm.js';
import { runDrill } from '../lib/drill/run-drill.js';
import { atLeast } from '../lib/results/result.js';

const SERVER = fileURLToPath(new URL('../test/drill/sample-server.main.ts', import.meta.url));
const FIXED_REQUEST = new URL('../dist/flows/fixed-request.js', import.meta.url);
const HEALTHY_P99_MS = 200;

interface SampleSize extends Size {
  /** How long each arm's server takes to answer. */
  answersAfterMs: Record<string, number>;
  ratePerSecond: number;
  proof?: string;
}

/** Process ids of the servers that were started. */
const started: number[] = [];
const afterwards: string[] = [];

const sample: Drill<SampleSize> = {
  name: 'sample',
  title: 'A drill about nothing',
  hypothesis: 'It runs.',
  arms: ['unprotected', 'protected'],
  sizes: {
    ci: { repeats: 2, answersAfterMs: { unprotected: 5, protected: 5 }, ratePerSecond: 50 },
    full: { repeats: 2, answersAfterMs: { unprotected: 5, protected: 5 }, ratePerSecond: 50 },
  },
  shows: 'nothing',
  ownProbe: 'moon',
  async open(arm, { answersAfterMs, ratePerSecond, proof }, bench) {
    const server = await bench.node({
      name: arm,
      entry: SERVER,
      args: (port) => [String(port), String(answersAfterMs[arm])],
    });
    started.push(server.pid);
    const phase = (name: string, role: Phase['role']): Phase => ({
      name,
      role,
      load: {
        flow: FIXED_REQUEST,
        flowOptions: { url: `${server.url}/` },
        arrivals: { kind: 'constant', ratePerSecond, durationMs: 1_000 },
        maxInFlight: 1_000,
        timeoutMs: 3_000,
        maxStartLagMs: 500,
      },
      ...(role === 'trigger' ? { proof: () => Promise.resolve(proof) } : {}),
      after: () => Promise.resolve(void afterwards.push(`${arm} ${name}`)),
    });
    return {
      server,
      phases: [phase('calm', 'baseline'), phase('storm', 'trigger'), phase('calm again', 'observe')],
      probes: [{ name: 'moon', unit: 'phases', read: () => Promise.resolve(1) }],
      figures: () => Promise.resolve({ arm }),
    };
  },
  whyUnhealthy: ({ phases }) =>
    (phases[0]?.load.latency.ok?.p99Ms ?? Infinity) > HEALTHY_P99_MS ? 'it answers slowly' : undefined,
  verdict: (runs) => [atLeast('runs', runs['protected']?.length ?? 0, 'runs', 1)],
  headlines: () => [],
};

const quiet: RunListener = { phase: () => undefined, second: () => undefined };

async function run(
  size: Partial<SampleSize>,
  { repeats = 1, listener = quiet, signal = new AbortController().signal } = {},
) {
  started.length = 0;
  afterwards.length = 0;
  const wanted = { ...sample.sizes.ci, ...size };
  const found = await runDrill(sample, {
    size: wanted,
    repeats,
    arms: sample.arms,
    baseEnv: process.env,
    signal,
    listener,
  });
  const alive = await Promise.all(started.map(isAlive));
  expect(alive, 'servers left behind').not.toContain(true);
  return found;
}

describe('a drill', () => {
  it('runs each arm as often as wanted, every other repeat the other way round, through all phases', async () => {
    const order: string[] = [];
    const listener = {
      ...quiet,
      phase: (arm: string, _: number, { name }: Phase) => void order.push(`${arm} ${name}`),
    };
    const { runs, incomplete } = await run({}, { repeats: 2, listener });
    expect(incomplete).toBeUndefined();
    const phases = ['calm', 'storm', 'calm again'];
    const of = (arm: string) => phases.map((name) => `${arm} ${name}`);
    expect(order).toEqual([...of('unprotected'), ...of('protected'), ...of('protected'), ...of('unprotected')]);
    expect(afterwards).toEqual(order);
    const [first] = runs['protected'] ?? [];
    expect(first?.phases.map(({ load }) => load.ok)).toEqual([50, 50, 50]);
    expect(first?.phases[1]?.startsAtMs).toBeGreaterThanOrEqual(1_000);
    expect(first?.probes[0]?.readings.length).toBeGreaterThanOrEqual(3);
    expect(first?.figures).toEqual({ arm: 'protected' });
  }, 60_000);

  it('gives no verdict when an arm is not healthy before anything is done to it', async () => {
    const { runs, incomplete } = await run({ answersAfterMs: { unprotected: 400, protected: 5 } });
    expect(incomplete).toBeInstanceOf(ProtocolError);
    expect(String(incomplete)).toContain(
      'unprotected arm is not healthy before anything is done to it: it answers slowly',
    );
    expect(runs).toEqual({ unprotected: [], protected: [] });
  }, 60_000);

  it('gives none when the trigger did not happen', async () => {
    const { incomplete } = await run({ proof: 'the fault was never active' });
    expect(String(incomplete)).toContain('"storm": what it is for did not happen: the fault was never active');
    expect(afterwards).toContain('unprotected storm');
  }, 60_000);

  it('gives none when the machine cannot generate the rate', async () => {
    const { incomplete } = await run({ ratePerSecond: 20_000 });
    expect(String(incomplete)).toMatch(/"calm": the load was not put on: .*(maxInFlight|late|generator)/);
  }, 60_000);

  it('shows the last lines of an arm that does not start', async () => {
    await expect(run({ answersAfterMs: { unprotected: -1, protected: 5 } })).rejects.toThrow(
      'the moon is in the wrong phase',
    );
  }, 60_000);

  it('keeps what it found when it is interrupted, and clears up', async () => {
    const stop = new AbortController();
    const listener = { ...quiet, phase: (arm: string) => void (arm === 'protected' && stop.abort()) };
    const { runs, incomplete } = await run({}, { listener, signal: stop.signal });
    expect(incomplete).toBe('interrupted');
    expect(runs['unprotected']).toHaveLength(1);
    expect(runs['protected']).toHaveLength(0);
    expect(afterwards).toContain('protected calm');
  }, 60_000);
});
