import { type LoadResult, runLoad } from '../../lib/load/index.js';
import { sumOf } from '../../lib/probes/prometheus.js';
import { readMetrics } from '../../lib/probes/service-probes.js';
import type { RunningNode } from '../../lib/processes/node-process.js';
import { cpuMsOf } from '../start-up/process-tree.js';
import type { BothArmsOptions } from './both-arms.js';
import { RATE, type Route, ROUTES, type Size } from './sizes.js';
import { type Mode, MODES, Stage } from './stage.js';

const BOTH_ARMS = new URL('both-arms.js', import.meta.url);
const TIMEOUT_MS = 5_000;
const METRICS_TIMEOUT_MS = 5_000;

/** Some seconds of one route, asked of both arms in turn: whatever the machine does meanwhile, it does to both. */
export interface Turn {
  /** Of each arm. */
  requests: number;
  failed: number;
  /** CPU time of each arm's process, all threads, in microseconds. */
  cpuUsPerRequest: Record<Mode, number>;
  p50Ms: Record<Mode, number>;
}

/** What the arms' metrics say of a route. */
export interface Counted {
  requests: number;
  statements: number;
  flagged: number;
}

export interface Measured {
  turns: Record<Route, Turn[]>;
  /** Requests to each arm, warm-up included. */
  asked: Record<Route, number>;
  counted: Record<Mode, Record<Route, Counted>>;
}

/** @param baseEnv what processes are given besides (PATH …) */
export async function measure(
  size: Size,
  tell: (line: string) => void,
  signal: AbortSignal,
  baseEnv: NodeJS.ProcessEnv,
): Promise<Measured> {
  tell('starting PostgreSQL, the SNS/SQS emulator and the stand-ins');
  const stage = await Stage.open(baseEnv);
  const measured: Measured = {
    turns: perRoute(() => []),
    asked: perRoute(() => 0),
    counted: { off: perRoute(nothing), warn: perRoute(nothing) },
  };
  try {
    let paths: Record<Route, string> | undefined;
    for (let round = 0; round < size.rounds; round += 1) {
      signal.throwIfAborted();
      tell(`round ${round + 1} of ${size.rounds}`);
      const servers = await stage.startPair(round % 2 === 0 ? MODES : MODES.toReversed());
      paths ??= await stage.placeOrders(servers.warn);
      const ask = (route: Route, durationMs: number) =>
        askBoth(servers, { path: paths?.[route] ?? '', token: stage.token }, RATE[route], durationMs, signal);
      for (const route of ROUTES) measured.asked[route] += (await ask(route, size.warmUpMs)).requests;
      for (let index = 0; index < size.turns; index += 1) {
        for (const route of ROUTES) {
          const turn = await ask(route, size.turnMs);
          measured.asked[route] += turn.requests;
          measured.turns[route].push(turn);
          tell(`  ${route}: ${describe(turn)}`);
        }
      }
      for (const mode of MODES) await addCounted(measured.counted[mode], servers[mode]);
      await stage.endPair();
    }
    return measured;
  } finally {
    await stage.close();
  }
}

async function askBoth(
  { off, warn }: Record<Mode, RunningNode>,
  asked: Pick<BothArmsOptions, 'path' | 'token'>,
  ratePerSecond: number,
  durationMs: number,
  signal: AbortSignal,
): Promise<Turn> {
  const cpuMs = async () => ({ off: await cpuMsOf(off.pid), warn: await cpuMsOf(warn.pid) });
  const before = await cpuMs();
  const load = await runLoad(
    {
      flow: BOTH_ARMS,
      flowOptions: { urls: { off: off.url, warn: warn.url }, ...asked } satisfies BothArmsOptions,
      arrivals: { kind: 'constant', ratePerSecond, durationMs },
      maxInFlight: 1_000,
      timeoutMs: TIMEOUT_MS,
      maxStartLagMs: 60_000,
    },
    { signal },
  );
  const after = await cpuMs();
  const requests = load.offered / MODES.length;
  const cpuUs = (mode: Mode) => Math.round(((after[mode] - before[mode]) * 1_000) / requests);
  return {
    requests,
    failed: load.offered - load.ok,
    cpuUsPerRequest: { off: cpuUs('off'), warn: cpuUs('warn') },
    p50Ms: { off: p50Of(load, 'off'), warn: p50Of(load, 'warn') },
  };
}

const p50Of = ({ labels }: LoadResult, mode: Mode): number =>
  labels.find(({ label }) => label === mode)?.latency.p50Ms ?? NaN;

async function addCounted(counted: Record<Route, Counted>, { url }: RunningNode): Promise<void> {
  const samples = await readMetrics(url, METRICS_TIMEOUT_MS);
  for (const route of ROUTES) {
    const of = (name: string) => sumOf(samples, name, { work: route }) ?? 0;
    counted[route].requests += of('database_statements_per_work_count');
    counted[route].statements += of('database_statements_per_work_sum');
    counted[route].flagged += of('query_budget_exceeded_total');
  }
}

const nothing = (): Counted => ({ requests: 0, statements: 0, flagged: 0 });

function perRoute<T>(make: () => T): Record<Route, T> {
  return { 'GET /orders/:orderId': make(), 'GET /orders': make() };
}

const describe = ({ cpuUsPerRequest, p50Ms }: Turn): string =>
  MODES.map((mode) => `${mode} ${cpuUsPerRequest[mode]} µs CPU, p50 ${p50Ms[mode].toFixed(2)} ms`).join('; ');
